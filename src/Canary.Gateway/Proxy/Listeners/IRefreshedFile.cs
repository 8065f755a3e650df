namespace Canary.Gateway.Proxy.Listeners;

/// <summary>What is read from a file anew while the gateway runs. Called every two seconds, by one thread at a time.</summary>
internal interface IRefreshedFile
{
    /// <summary>Takes over what the file holds, where it changed and is good; what is bad is logged once, and the old content stays.</summary>
    void Refresh();
}

using Canary.Gateway.Telemetry.Tracing;

namespace Canary.Gateway.Tests.Telemetry.Tracing;

public sealed class TraceOptionsValidatorTests
{
    [Theory]
    [InlineData(null, null, 1)]
    [InlineData("http://collector:4317", "", 0)]
    [InlineData("https://collector/v1/traces", "api-key=a=b, x-tenant=blue", 0.01)]
    public void Check_GoodSettings_FindsNothing(string? endpoint, string? headers, double ratio) => Problems(endpoint, headers, ratio).ShouldBeEmpty();

    [Theory]
    [InlineData("collector:4317", "Canary:Traces:Endpoint is 'collector:4317'; allowed is an http:// or https:// address without user, query and fragment, such as http://collector:4317.")]
    [InlineData("http://me:secret@collector", "Canary:Traces:Endpoint has a user or password in it; allowed is an http:// or https:// address without user, query and fragment, such as http://collector:4317.")]
    [InlineData("http://collector?x", "Canary:Traces:Endpoint is 'http://collector?x'; allowed is an http:// or https:// address without user, query and fragment, such as http://collector:4317.")]
    public void Check_BadEndpoint_SaysWhatIsAllowed(string endpoint, string expected) => Problems(endpoint, null, 1).ShouldBe([expected]);

    [Theory]
    [InlineData(-0.1, "-0.1")]
    [InlineData(1.5, "1.5")]
    [InlineData(double.NaN, "NaN")]
    public void Check_BadRatio_SaysWhatIsAllowed(double ratio, string said) =>
        Problems(null, null, ratio).ShouldBe([$"Canary:Traces:SampleRatio is {said}; allowed is 0 to 1."]);

    [Theory]
    [InlineData("secret")]
    [InlineData("=secret")]
    [InlineData("a=b,secret")]
    [InlineData("a b=secret")]
    [InlineData("a=secret\r\nb=c")]
    public void Check_BadHeaders_SaysWhatIsAllowedAndNoSecret(string headers) =>
        Problems(null, headers, 1).ShouldBe(["Canary:Traces:Headers can't be read; allowed is name=value, several separated by commas."]);

    private static List<string> Problems(string? endpoint, string? headers, double ratio)
    {
        var problems = new List<string>();
        TraceOptionsValidator.Check(new TraceOptions { Endpoint = endpoint, Headers = headers, SampleRatio = ratio }, problems);
        return problems;
    }
}

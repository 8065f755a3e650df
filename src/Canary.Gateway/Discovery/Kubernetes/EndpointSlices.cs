using System.Globalization;
using System.Text.Json;
using Canary.Core.Services;
using Canary.Core.Services.Discovery;
using Canary.Gateway.Discovery.Registries;

namespace Canary.Gateway.Discovery.Kubernetes;

/// <summary>The endpoint slices of a service, as they are known from a list and the changes since.</summary>
/// <remarks>Used by one watch, by one caller at a time.</remarks>
internal sealed class EndpointSlices(KubernetesDiscoveryConfig wanted)
{
    private readonly SortedDictionary<string, Slice> _slices = new(StringComparer.Ordinal);

    /// <summary>Takes over a list.</summary>
    /// <returns>Its version.</returns>
    /// <exception cref="JsonException">It is not in its form; what was known stays.</exception>
    public string Replace(ReadOnlySpan<byte> json)
    {
        var list = RegistryJson.Read<SliceList>(json, RegistryJson.Small);
        var slices = RegistryJson.Items(list.Items ?? [], "$.items").Select(Checked).ToList();
        var version = VersionOf(list.Metadata);
        _slices.Clear();
        slices.ForEach(Put);
        return version;
    }

    /// <summary>Takes over a line of a watch.</summary>
    /// <exception cref="JsonException">It is not in its form.</exception>
    public SliceChange Apply(ReadOnlySpan<byte> json)
    {
        var line = RegistryJson.Read<Event>(json, RegistryJson.Small);
        switch (line.Type)
        {
            case "ERROR":
                var status = line.Object.Deserialize<Status>(RegistryJson.Small) ?? throw new JsonException("null", "$.object", null, null);
                return new SliceChange(false, "", status.Code, status.Message);
            case "BOOKMARK":
                var mark = line.Object.Deserialize<Mark>(RegistryJson.Small) ?? throw new JsonException("null", "$.object", null, null);
                return new SliceChange(false, VersionOf(mark.Metadata));
            case "ADDED" or "MODIFIED":
                var slice = Checked(line.Object.Deserialize<Slice>(RegistryJson.Small) ?? throw new JsonException("null", "$.object", null, null));
                Put(slice);
                return new SliceChange(true, VersionOf(slice.Metadata));
            case "DELETED":
                var gone = line.Object.Deserialize<Mark>(RegistryJson.Small) ?? throw new JsonException("null", "$.object", null, null);
                _slices.Remove(NameOf(gone.Metadata));
                return new SliceChange(true, VersionOf(gone.Metadata));
            default:
                throw new FormatException($"the change {Quoted.Text(line.Type)}");
        }
    }

    /// <summary>The ready endpoints.</summary>
    /// <exception cref="FormatException">No slice has the wanted port, or an endpoint makes no address.</exception>
    public IReadOnlyList<DestinationConfig> Destinations()
    {
        var found = new FoundDestinations(wanted.Scheme);
        var lacksPort = false;
        foreach (var slice in _slices.Values)
        {
            var ready = slice.Endpoints?.Where(endpoint => endpoint!.Conditions is not { Ready: false } and not { Terminating: true }).ToList() ?? [];
            if (PortOf(slice) is { } port)
            {
                // The addresses of one endpoint all lead to the same pod.
                ready.ForEach(endpoint => found.Add(endpoint!.Addresses[0]!, port));
            }
            else
            {
                lacksPort |= ready.Count > 0;
            }
        }

        return lacksPort && found.List.Count == 0
            ? throw new FormatException($"no endpoint slice of service {Quoted.Text(wanted.Service)} has {(wanted.Port is { } name ? $"the port {Quoted.Text(name)}" : "a port")}")
            : found.List;
    }

    private int? PortOf(Slice slice)
    {
        var ports = slice.Ports?.Where(port => port is { Protocol: null or "" or "TCP", Port: not null }) ?? [];
        return wanted.Port is not { } name
            ? ports.FirstOrDefault()?.Port
            : ports.FirstOrDefault(port => port!.Name == name || port.Port!.Value.ToString(CultureInfo.InvariantCulture) == name)?.Port;
    }

    private void Put(Slice slice) => _slices[NameOf(slice.Metadata)] = slice;

    private static Slice Checked(Slice slice)
    {
        var isWhole = slice.AddressType is "IPv4" or "IPv6" or "FQDN"
            && (slice.Ports?.All(port => port is not null) ?? true)
            && (slice.Endpoints?.All(endpoint => endpoint?.Addresses is [not null, ..]) ?? true);
        _ = NameOf(slice.Metadata);
        return isWhole ? slice : throw new FormatException($"the endpoint slice {Quoted.Text(NameOf(slice.Metadata))}, of which parts are missing or of an unknown kind");
    }

    private static string NameOf(Meta meta) => string.IsNullOrEmpty(meta.Name) ? throw new FormatException("an endpoint slice without a name") : meta.Name;

    private static string VersionOf(Meta meta) => string.IsNullOrEmpty(meta.ResourceVersion) ? throw new FormatException("no resource version") : meta.ResourceVersion;

    private sealed record SliceList(Meta Metadata, Slice?[]? Items);

    private sealed record Event(string Type, JsonElement Object);

    private sealed record Status(int Code, string? Message = null);

    private sealed record Mark(Meta Metadata);

    private sealed record Meta(string? Name = null, string? ResourceVersion = null);

    private sealed record Slice(Meta Metadata, string AddressType, Endpoint?[]? Endpoints = null, SlicePort?[]? Ports = null);

    private sealed record Endpoint(string?[] Addresses, Conditions? Conditions = null);

    private sealed record Conditions(bool? Ready = null, bool? Terminating = null);

    private sealed record SlicePort(string? Name = null, int? Port = null, string? Protocol = null);
}

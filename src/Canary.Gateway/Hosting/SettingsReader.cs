using System.Collections;
using System.Globalization;
using System.Reflection;
using Canary.Core.Services;
using Canary.Gateway.Addressing;
using Canary.Gateway.Discovery.Settings;
using Canary.Gateway.Proxy.Admission;
using Canary.Gateway.Proxy.Testers;
using Canary.Gateway.Telemetry.Tracing;

namespace Canary.Gateway.Hosting;

/// <summary>Reads settings into options, reporting every unknown key and every value that can't be read, each with what is allowed.</summary>
/// <remarks>The framework's binder stops at the first problem and does not say what is allowed.</remarks>
internal sealed class SettingsReader
{
    private readonly List<string> _problems = [];

    /// <summary>The options under the section <c>Canary</c>.</summary>
    /// <exception cref="SettingsException">Something is wrong with them.</exception>
    public static CanaryOptions Read(IConfiguration configuration)
    {
        var reader = new SettingsReader();
        var options = new CanaryOptions();
        reader.Fill(options, configuration.GetSection("Canary"));
        reader.CheckRange("Canary:Shutdown:Delay", options.Shutdown.Delay, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        reader.CheckRange("Canary:Shutdown:Grace", options.Shutdown.Grace, TimeSpan.Zero, TimeSpan.FromHours(1));
        if (options.Instance.Id is not { Length: > 0 and <= 128 } id || id.Any(c => c is < ' ' or > '~'))
        {
            reader._problems.Add($"Canary:Instance:Id is '{options.Instance.Id}'; allowed are 1 to 128 printable ASCII characters.");
        }

        if (options.ImportWatch && options.Import is not { Length: > 0 })
        {
            reader._problems.Add("Canary:ImportWatch is true; that is allowed only with a folder in Canary:Import.");
        }

        if (options.Admin.PublicUrl is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length > 0))
        {
            reader._problems.Add($"Canary:Admin:PublicUrl is '{url}'; allowed is an http or https URL such as https://canary.example.com, without user info, query and fragment.");
        }

        AddressPolicy.Parse(options.Addresses, () => [], reader._problems);
        ProxyLimitsValidator.Check(options.Proxy.Limits, reader._problems);
        DiscoveryOptionsValidator.Check(options.Discovery, reader._problems);
        TesterTokens.Create(options.Testers, TimeProvider.System, reader._problems);
        TraceOptionsValidator.Check(options.Traces, reader._problems);
        return reader._problems.Count == 0 ? options : throw new SettingsException(reader._problems);
    }

    /// <summary>The options under another section.</summary>
    /// <param name="configuration">Where the section is.</param>
    /// <param name="section">Its name.</param>
    /// <param name="check">Adds a line for each value that is out of range.</param>
    /// <exception cref="SettingsException">Something is wrong with them.</exception>
    public static T Read<T>(IConfiguration configuration, string section, Action<T, List<string>> check)
        where T : class, new()
    {
        var reader = new SettingsReader();
        var options = new T();
        reader.Fill(options, configuration.GetSection(section));
        check(options, reader._problems);
        return reader._problems.Count == 0 ? options : throw new SettingsException(reader._problems);
    }

    private void CheckRange(string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
        {
            _problems.Add($"{key} is {Duration.Format(value)}; allowed is {Duration.Format(least)} to {Duration.Format(most)}.");
        }
    }

    private void Fill(object options, IConfigurationSection section)
    {
        var properties = options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var child in section.GetChildren())
        {
            var property = properties.FirstOrDefault(p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                _problems.Add($"{child.Path} is not a setting; {section.Path} has {string.Join(", ", properties.Select(p => p.Name))}.");
            }
            else if (property.GetValue(options) is IList list)
            {
                FillList(list, property.PropertyType.GetGenericArguments()[0], child);
            }
            else if (IsValue(property.PropertyType))
            {
                if (TryConvert(child, property.PropertyType, out var value))
                {
                    property.SetValue(options, value);
                }
            }
            else
            {
                Fill(property.GetValue(options)!, child);
            }
        }
    }

    private void FillList(IList list, Type itemType, IConfigurationSection section)
    {
        foreach (var item in section.GetChildren())
        {
            if (!int.TryParse(item.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                _problems.Add($"{item.Path} is not a setting; the items of {section.Path} are numbered from 0.");
            }
            else if (!IsValue(itemType))
            {
                var element = Activator.CreateInstance(itemType)!;
                Fill(element, item);
                list.Add(element);
            }
            else if (TryConvert(item, itemType, out var value))
            {
                list.Add(value);
            }
        }
    }

    private static bool IsValue(Type type) =>
        type == typeof(string) || type.IsEnum || type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(bool) || type == typeof(TimeSpan);

    private bool TryConvert(IConfigurationSection section, Type type, out object? value)
    {
        var text = section.Value ?? "";
        (value, var allowed) = type switch
        {
            _ when section.Value is null && section.GetChildren().Any() => ((object?)null, "one value, not several"),
            _ when type == typeof(string) => (text, ""),
            _ when type.IsEnum => (ReadEnum(type, text), string.Join(" or ", Enum.GetNames(type))),
            _ when type == typeof(int) => (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? i : null, "a whole number"),
            _ when type == typeof(long) => (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? l : null, "a whole number"),
            _ when type == typeof(double) => (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null, "a number"),
            _ when type == typeof(bool) => (bool.TryParse(text, out var b) ? b : null, "true or false"),
            _ => (Duration.TryParse(text, out var duration) ? duration : null, Duration.Allowed),
        };
        if (value is null)
        {
            _problems.Add($"{section.Path} is '{text}'; allowed is {allowed}.");
        }

        return value is not null;
    }

    private static object? ReadEnum(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;
}

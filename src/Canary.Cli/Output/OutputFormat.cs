namespace Canary.Cli.Output;

/// <summary>How results are written.</summary>
internal enum OutputFormat
{
    /// <summary>For people: columns and sentences, which may change with any version.</summary>
    Table,

    /// <summary>The gateway's answer as indented JSON; events as one line each.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,
}

using System.Text.Json;
using Canary.Core.Analysis;
using Canary.Core.Analysis.Planning;
using Canary.Core.Rollouts;
using Canary.Core.Services;

namespace Canary.Gateway.Admin.Planning;

/// <summary>Writes a forecast as the answer of a <i>plan</i> call. What can't be reached is null, and <c>why</c> says why.</summary>
internal static class ForecastJson
{
    /// <summary>Writes the whole answer.</summary>
    public static void Write(Utf8JsonWriter writer, RolloutForecast forecast, string basis)
    {
        writer.WriteStartObject();
        WriteTraffic(writer, forecast.Traffic, basis);
        writer.WriteStartArray("steps");
        foreach (var step in forecast.Steps)
        {
            WriteStep(writer, step);
        }

        writer.WriteEndArray();
        writer.WriteNumber("falseAlarmRate", forecast.FalseAlarmRate);
        writer.WriteString("message", forecast.Message);
        writer.WriteEndObject();
    }

    private static void WriteTraffic(Utf8JsonWriter writer, PlannedTraffic traffic, string basis)
    {
        writer.WriteStartObject("traffic");
        writer.WriteNumber("requestsPerSecond", Rounded(traffic.RequestsPerSecond));
        writer.WriteNumber("errorRate", Rounded(traffic.ErrorRate));
        if (traffic.Durations is { } durations)
        {
            writer.WriteStartObject("slowRates");
            for (var edge = 0; edge < LatencyEdges.All.Count; edge++)
            {
                writer.WriteNumber(AnalysisText.Short(LatencyEdges.All[edge]), Rounded(durations.SlowRates[edge]));
            }

            writer.WriteEndObject();
        }

        writer.WriteString("basis", basis);
        writer.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter writer, PlannedStep step)
    {
        writer.WriteStartObject();
        writer.WriteNumber("weight", step.Split.Step.Weight.Percent);
        writer.WriteString("hold", Duration.Format(step.Split.Step.Hold));
        writer.WriteNumber("canaryRequestsPerSecond", Rounded(step.Split.CanaryPerSecond));
        WriteSpan(writer, "minRequestsAfter", step.MinRequestsAfter);
        writer.WriteStartArray("finds");
        foreach (var find in step.Finds)
        {
            writer.WriteStartObject();
            writer.WriteNumber("worse", find.Worse);
            WriteFinding(writer, "errors", find.Errors);
            WriteFinding(writer, "latency", find.Latency);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("advice", step.Advice);
        writer.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter writer, string name, Finding? finding)
    {
        if (finding is null)
        {
            return;
        }

        writer.WriteStartObject(name);
        WriteNumber(writer, "requests", finding.Requests);
        WriteSpan(writer, "time", finding.Time);
        WriteNumber(writer, "bound", finding.Bound);
        writer.WriteNumber("withinHold", finding.WithinHold);
        if (finding.Edge is { } edge)
        {
            writer.WriteString("edge", AnalysisText.Short(edge));
        }

        if (finding.Why is { } why)
        {
            writer.WriteString("why", why);
        }

        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        writer.WritePropertyName(name);
        if (number is { } value)
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static void WriteSpan(Utf8JsonWriter writer, string name, TimeSpan? span) => writer.WriteString(name, span is { } value ? RolloutText.Span(value) : null);

    // To four digits: more would only pretend.
    private static decimal Rounded(double value)
    {
        if (value < 1e-9)
        {
            return 0;
        }

        var digits = Math.Clamp(3 - (int)Math.Floor(Math.Log10(value)), 0, 15);
        return (decimal)Math.Round(value, digits);
    }
}

using Canary.Core.Services;
using Cronos;

namespace Canary.Core.Rollouts;

/// <summary>What must be true of a freeze window.</summary>
internal static class FreezeChecks
{
    private static readonly Func<TimeSpan, string?> Length = Ranges.Between(TimeSpan.FromMinutes(1), TimeSpan.FromDays(31));

    // Any one will do: within 400 years the calendar repeats itself, and what does not come in 100 years does not come.
    private static readonly DateTime Reference = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Checks a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="fail">Told the path below the window, and what is wrong there.</param>
    public static void Check(FreezeWindow window, Action<string, string> fail)
    {
        Tell(".cron", CronProblem(window.Cron));
        Tell(".duration", Length(window.Duration));
        Tell(".timeZone", TimeZoneNames.Problem(window.TimeZone));
        Tell(".name", window.Name is null ? null : PlainText.Problem(window.Name, 1, 100));

        void Tell(string path, string? problem)
        {
            if (problem is not null)
            {
                fail(path, problem);
            }
        }
    }

    private static string? CronProblem(string cron)
    {
        const string Allowed = "must be five fields: minute, hour, day of month, month, day of week, such as '0 18 * * FRI'";
        if (cron.Length is 0 or > 100 || cron.Contains('@', StringComparison.Ordinal) || !TryParse(cron, out var expression, out var reason))
        {
            return $"{Allowed}, but is {Quoted.Text(cron)}.";
        }

        if (expression is null)
        {
            return $"{Allowed}, but is {Quoted.Text(cron)}: {Quoted.Bare(reason)}";
        }

        return expression.GetNextOccurrence(Reference) is null ? $"is {Quoted.Text(cron)}, which never comes; name a date that exists." : null;
    }

    private static bool TryParse(string cron, out CronExpression? expression, out string reason)
    {
        (expression, reason) = (null, "");
        try
        {
            expression = CronExpression.Parse(cron);
            return true;
        }
        catch (CronFormatException problem)
        {
            // As "The given cron expression has an invalid format. Minutes: Value must be …": what follows the first sentence.
            reason = problem.Message[(problem.Message.IndexOf(". ", StringComparison.Ordinal) + 2)..];
            return true;
        }
        catch (MissingSeedException)
        {
            return false;
        }
    }
}

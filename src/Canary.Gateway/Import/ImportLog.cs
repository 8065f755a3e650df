namespace Canary.Gateway.Import;

/// <summary>Says in the log what became of each document, once it is written.</summary>
internal sealed partial class ImportLog(ILogger<ImportLog> logger)
{
    /// <summary>What was written, and what was left as it is.</summary>
    public void Applied(IReadOnlyList<ImportNote> notes)
    {
        foreach (var note in notes)
        {
            Say(note);
        }
    }

    /// <summary>A service was left out.</summary>
    public void Conflict(PlaceConflict conflict) =>
        Log.Conflict(logger, conflict.Imported.Service.Name, conflict.Imported.Source.Path, conflict.MatchKey, conflict.Other);

    /// <summary>Nothing was written.</summary>
    public void StoreBehind(long storeRevision) => Log.StoreBehind(logger, storeRevision);

    private void Say(ImportNote note)
    {
        switch (note.Kind)
        {
            case DeclaredKind.Created:
                Log.Created(logger, note.What, note.Name, note.Path);
                break;
            case DeclaredKind.Replaced:
                Log.Replaced(logger, note.What, note.Name, note.Path);
                break;
            case DeclaredKind.WeightsKept:
                Log.WeightsKept(logger, note.Name, note.Path);
                break;
            case DeclaredKind.TakenOver:
                Log.TakenOver(logger, note.What, note.Name, note.Path);
                break;
            case DeclaredKind.Moved:
                Log.Moved(logger, note.What, note.Name, note.Path);
                break;
            case DeclaredKind.LeftAlone:
                Log.LeftAlone(logger, note.What, note.Name, note.Path);
                break;
            case DeclaredKind.Disowned:
                Log.Disowned(logger, note.What, note.Name, note.Path);
                break;
            case DeclaredKind.Started:
                Log.Started(logger, note.Name, note.Path);
                break;
            case DeclaredKind.NotStarted:
                Log.NotStarted(logger, note.Name, note.Path, note.Why!);
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1130, LogLevel.Information, "{What} '{Name}' was created from {File}")]
        public static partial void Created(ILogger logger, string what, string name, string file);

        [LoggerMessage(1131, LogLevel.Warning, "{What} '{Name}' is in the store already and no file's: {File} was left alone, as it differs and does not say takeOver: true")]
        public static partial void LeftAlone(ILogger logger, string what, string name, string file);

        [LoggerMessage(1132, LogLevel.Error, "Service '{Service}' of {File} was not written: '{MatchKey}' is taken by service '{Other}'")]
        public static partial void Conflict(ILogger logger, string service, string file, string matchKey, string other);

        [LoggerMessage(1133, LogLevel.Error, "Nothing was imported: the store is at revision {StoreRevision}, below what is served: it has lost data")]
        public static partial void StoreBehind(ILogger logger, long storeRevision);

        [LoggerMessage(1138, LogLevel.Information, "{What} '{Name}' was replaced from {File}, whose document changed")]
        public static partial void Replaced(ILogger logger, string what, string name, string file);

        [LoggerMessage(1144, LogLevel.Warning, "The changed weights of service '{Service}' in {File} do not count, as a rollout is active: the weights in force stay")]
        public static partial void WeightsKept(ILogger logger, string service, string file);

        [LoggerMessage(1139, LogLevel.Information, "{What} '{Name}' is owned by {File} from now on")]
        public static partial void TakenOver(ILogger logger, string what, string name, string file);

        [LoggerMessage(1140, LogLevel.Information, "{What} '{Name}' is in {File} now")]
        public static partial void Moved(ILogger logger, string what, string name, string file);

        [LoggerMessage(1141, LogLevel.Information, "{What} '{Name}' is gone from {File}: it stays in the store, and no file owns it")]
        public static partial void Disowned(ILogger logger, string what, string name, string file);

        [LoggerMessage(1142, LogLevel.Information, "The rollout of service '{Service}' was started from {File}")]
        public static partial void Started(ILogger logger, string service, string file);

        [LoggerMessage(1143, LogLevel.Warning, "The rollout of service '{Service}' in {File} was not started: {Why}")]
        public static partial void NotStarted(ILogger logger, string service, string file, string why);
    }
}

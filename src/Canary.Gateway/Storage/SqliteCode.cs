namespace Canary.Gateway.Storage;

/// <summary>SQLite's primary result codes that the file store tells apart (https://sqlite.org/rescode.html).</summary>
internal static class SqliteCode
{
    public const int Busy = 5;
    public const int Locked = 6;
    public const int ReadOnly = 8;
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int CantOpen = 14;
    public const int NotADatabase = 26;
}

namespace Canary.Gateway.Storage.Backups;

/// <summary>A file is not a backup that can be restored; the message says what is wrong, and in which line.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);

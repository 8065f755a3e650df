using System.Runtime.Versioning;

// Terminals, signals and modes of files are those of Linux.
[assembly: SupportedOSPlatform("linux")]

using System.Text.Json;
using Canary.Gateway.Admin.Access;

namespace Canary.Gateway.Admin.Login;

/// <summary>One login of one person in one browser: what the cookie holds, sealed.</summary>
/// <param name="Id">Random, and new with every login.</param>
/// <param name="Name">What audit and history call the person.</param>
/// <param name="Role">What they may do, as the provider said at the login.</param>
/// <param name="Began">When they logged in, seconds since 1970.</param>
/// <param name="Seen">When the cookie was given out, seconds since 1970.</param>
internal sealed record ConsoleSession(string Id, string Name, AdminRole Role, long Began, long Seen)
{
    /// <summary>As it goes into the cookie.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    public static ConsoleSession Of(byte[] bytes) => JsonSerializer.Deserialize<ConsoleSession>(bytes)!;
}

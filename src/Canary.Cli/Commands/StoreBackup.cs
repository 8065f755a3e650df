using System.Net.Http.Headers;
using Canary.Cli.Api;
using Canary.Cli.Contexts;
using Canary.Cli.Running;

namespace Canary.Cli.Commands;

/// <summary>All that a store holds, to a file and back.</summary>
internal static class StoreBackup
{
    /// <summary>Writes a backup. The file is there when it is whole, and readable by its owner only, as it has secrets.</summary>
    public static async Task<int> WriteAsync(CommandRun run, string file)
    {
        using var response = await run.Gateway.StreamAsync(HttpMethod.Get, "backup", null, null, _ => { }, run.Cancellation);
        var beside = file + ".part";
        try
        {
            long bytes;
            await using (var stream = PrivateFile.Create(beside))
            {
                await response.Content.CopyToAsync(stream, run.Cancellation);
                bytes = stream.Length;
            }

            File.Move(beside, file, overwrite: true);
            run.Say($"{bytes} bytes written to {file}; they have secrets");
            return ExitCode.Done;
        }
        catch (HttpRequestException cut)
        {
            throw new CommandException(ExitCode.Unreachable, $"The backup broke off, and '{file}' was not written: {cut.Message}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Invalid($"'{file}' can't be written: {problem.Message}");
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>Restores a backup into an empty store, or in place of what it holds.</summary>
    public static async Task<int> RestoreAsync(CommandRun run, string file, bool replaces)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            using var content = new StreamContent(stream);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var response = await run.Gateway.StreamAsync(HttpMethod.Post, replaces ? "restore?replace=true" : "restore", content, run.Terms(), _ => { }, run.Cancellation);
            using var document = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(run.Cancellation));
            return run.Show(document.RootElement, restored => run.Say($"{restored.TextOf("services")} services restored from revision {restored.TextOf("backupRevision")} of {restored.TimeOf("backupAt")}; the store is at revision {restored.TextOf("revision")}"));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Invalid($"'{file}' can't be read: {problem.Message}");
        }
    }
}

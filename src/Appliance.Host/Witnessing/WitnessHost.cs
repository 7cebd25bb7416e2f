using Appliance.Evidence;
using Appliance.Evidence.Signing;
using Appliance.Evidence.Witnessing;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Appliance.Host.Witnessing;

/// <summary>
/// A witness for logs of other nodes or hospitals: a web server with <c>POST /add-checkpoint</c> (C2SP tlog-witness) and nothing else but its keys, what it knows, and its health.
/// It holds no log of its own and no PHI ever comes near it.
/// </summary>
public static class WitnessHost
{
    private const int MaxBody = SignedNote.MaxBytes + 8 * 1024;
    private const string KeyFile = "witness.key";
    private const string StateFile = "witness.db";

    /// <summary>Builds the server; the caller starts it.</summary>
    /// <param name="folder">Where its key and its memory lie; made when missing.</param>
    /// <param name="name">Name of the witness, a URL without scheme; kept by whoever pins its key.</param>
    /// <param name="logs">Keys of the logs that it serves.</param>
    /// <param name="address">Where it listens.</param>
    /// <exception cref="EvidenceOpenException">The folder cannot be used; the message says why.</exception>
    public static (WebApplication App, Witness Witness) Build(string folder, string name, IReadOnlyList<VerifierKey> logs, Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var key = Path.Combine(folder, KeyFile);
        var cosigner = File.Exists(key) ? Cosigner.Load(name, key) : Cosigner.Create(name, NoteSignatureType.Ed25519Cosignature, key);
        var witness = Witness.Open(Path.Combine(folder, StateFile), [cosigner], logs, TimeProvider.System);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel.Limits)).UseUrls(address.GetLeftPart(UriPartial.Authority));
        var app = builder.Build();
        app.UseRouting();
        app.MapPost("/add-checkpoint", context => AddAsync(context, witness));
        app.MapGet("/key", context => context.Response.WriteAsync(string.Concat(witness.Keys.Select(k => k + "\n"))));
        app.MapGet("/health/live", context => context.Response.WriteAsync("ok\n"));
        return (app, witness);
    }

    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = MaxBody;
        limits.MaxConcurrentConnections = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    }

    private static async Task AddAsync(HttpContext context, Witness witness)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
        WitnessAnswer answer;
        try
        {
            answer = witness.AddCheckpoint(body.GetBuffer().AsSpan(0, (int)body.Length));
        }
        catch (IOException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }
}

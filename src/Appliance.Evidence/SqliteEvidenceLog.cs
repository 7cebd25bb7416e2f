using Appliance.Evidence.Signing;
using Appliance.Evidence.Storage;
using Microsoft.Extensions.Logging;

namespace Appliance.Evidence;

/// <summary>Opens a log that lies in a SQLite file, and founds it when there is none.</summary>
public static class SqliteEvidenceLog
{
    /// <summary>Opens or founds the log.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="time">Gives entries their time.</param>
    /// <param name="logger">Takes operational messages; null for none.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="EvidenceOpenException">In use by another process, damaged, or without its key; the message says what to do.</exception>
    public static async Task<EvidenceLog> OpenAsync(EvidenceOptions options, TimeProvider time, ILogger? logger = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new EvidenceOptionsValidator().Validate(null, options);
        if (faults.Failed)
            throw new ArgumentException(faults.FailureMessage, nameof(options));
        var store = SqliteEvidenceStore.Open(options.Path);
        try
        {
            var signer = store.Identity is null ? Found(store, options) : LoadKey(store, options);
            if (options.Origin is { } origin && !string.Equals(origin, store.Identity!.Origin, StringComparison.Ordinal))
                throw new EvidenceOpenException(EvidenceCodes.Unreadable, $"The evidence log {options.Path} is named {store.Identity.Origin}, not {origin}. A log keeps its name: change the option back.");
            return await EvidenceLog.OpenAsync(store, signer, options, time, logger, cancellation).ConfigureAwait(false);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Goes on with a new key, and destroys the old one: writes the new key beside the old (<c>evidence.key.next</c>), appends the entry that both sign, and puts the new file in the place of the old.
    /// A process that dies in between goes on with whichever key the log names.
    /// </summary>
    /// <param name="log">The open log.</param>
    /// <param name="options">The options that it was opened with.</param>
    /// <param name="cancellation">As for an append.</param>
    /// <returns>The entry that links the keys.</returns>
    public static async Task<SequencedEntry> RotateKeyAsync(EvidenceLog log, EvidenceOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(options);
        var path = NextKeyPath(options);
        var next = File.Exists(path) ? LogSigner.Load(path) : LogSigner.Create(path);
        var entry = await log.RotateKeyAsync(LogSigner.Load(options.EffectiveKeyPath), next, cancellation).ConfigureAwait(false);
        File.Move(path, options.EffectiveKeyPath, overwrite: true);
        return entry;
    }

    /// <summary>
    /// A new log takes a key file that is there already: it is left from a first start that died between key and log, or was put there by the hospital.
    /// </summary>
    private static LogSigner Found(SqliteEvidenceStore store, EvidenceOptions options)
    {
        var signer = File.Exists(options.EffectiveKeyPath) ? LogSigner.Load(options.EffectiveKeyPath) : LogSigner.Create(options.EffectiveKeyPath);
        var origin = options.Origin ?? "appliance.local/evidence/" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(signer.PublicKey.Span)[..8]);
        store.Found(new LogKey(origin, signer.PublicKey));
        return signer;
    }

    private static LogSigner LoadKey(SqliteEvidenceStore store, EvidenceOptions options)
    {
        var next = NextKeyPath(options);
        if (File.Exists(next) && store.ReadRotations().Count > 0 && KeyChain.Load(store, store.Identity!).Current.PublicKey.Span.SequenceEqual(LogSigner.Load(next).PublicKey.Span))
            File.Move(next, options.EffectiveKeyPath, overwrite: true);
        return LoadKey(options);
    }

    private static string NextKeyPath(EvidenceOptions options) => options.EffectiveKeyPath + ".next";

    private static LogSigner LoadKey(EvidenceOptions options) => File.Exists(options.EffectiveKeyPath)
        ? LogSigner.Load(options.EffectiveKeyPath)
        : throw new EvidenceOpenException(EvidenceCodes.KeyUnusable, $"The evidence key {options.EffectiveKeyPath} is missing, so nothing can be signed. Restore it from its backup; nothing was changed.");
}

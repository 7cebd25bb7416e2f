using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Appliance.Domain;
using Appliance.Domain.Intake;
using Appliance.Fhir.Http;
using Appliance.Fhir.Intake;
using Appliance.Fhir.Parsing;
using Microsoft.Extensions.Options;

namespace Appliance.Fhir.Samples;

/// <summary>The built-in encounters, delivered as an EHR would: the same parsing, the same rules, the same evidence.</summary>
internal sealed partial class SampleEncounters(BundleProcessor bundles, IClinicalStore store, IEncounterProgress progress, TimeProvider clock, IOptions<FhirOptions> options) : ISampleEncounters
{
    /// <summary>The client under whose name the samples come.</summary>
    public static readonly Actor Client = new(ActorKind.Client, "samples");

    /// <summary>How long an amendment waits for the first coding of what it amends; it comes then all the same.</summary>
    private static readonly TimeSpan AmendAfter = TimeSpan.FromSeconds(30);

    private static readonly Assembly Here = typeof(SampleEncounters).Assembly;
    private static readonly string Folder = typeof(SampleEncounters).Namespace + ".";

    /// <summary>File names of the Bundles in the order of delivery: amendments last.</summary>
    internal static IReadOnlyList<string> Files { get; } =
        [.. Here.GetManifestResourceNames()
            .Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal))
            .Select(n => n[Folder.Length..])
            .OrderBy(IsAmendment)
            .ThenBy(n => n, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public int Count { get; } = Files.Count(f => !IsAmendment(f));

    /// <inheritdoc/>
    public async Task<Outcome<int>> LoadAsync(Actor person, CancellationToken cancellation)
    {
        var there = 0;
        foreach (var file in Files)
        {
            var json = Fill(Read(file), file);
            var envelope = BundleReader.Read(json, options.Value);
            if (!envelope.Succeeded || envelope.Value.Entries.Count == 0)
                return Refusals.Samples(file);

            // Dates move with the calendar and an amendment changes what it amends, so what was delivered once is not delivered again.
            if (await store.FindBySourceUrlAsync(Client.Id, envelope.Value.Entries[^1].FullUrl ?? file, cancellation).ConfigureAwait(false) is null)
            {
                if (IsAmendment(file))
                    await FirstCodedAsync(envelope.Value, cancellation).ConfigureAwait(false);
                var caller = new Caller(Client, "urn:appliance:", CodingPriority.Urgent);
                var answer = await bundles.ProcessAsync(json, caller, Preference.Minimal, cancellation).ConfigureAwait(false);
                if (answer.Refusal is { } refusal)
                    return refusal;
            }

            there += IsAmendment(file) ? 0 : 1;
        }

        return there;
    }

    private static bool IsAmendment(string file) => file.EndsWith("-amended.json", StringComparison.Ordinal);

    /// <summary>An amendment is one only of what was coded before: the sample shows the second look that it asks for.</summary>
    private async Task FirstCodedAsync(Envelope amendment, CancellationToken cancellation)
    {
        var encounter = amendment.Entries.First(e => e.FullUrl is not null && e.Url == "Encounter");
        if (await store.FindBySourceUrlAsync(Client.Id, encounter.FullUrl!, cancellation).ConfigureAwait(false) is not { } key)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AmendAfter);
        try
        {
            await progress.SettledAsync(key, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // No worker came in time.
        }
    }

    /// <summary>A Bundle with its markers replaced.</summary>
    internal ReadOnlyMemory<byte> Filled(string file) => Fill(Read(file), file);

    private ReadOnlyMemory<byte> Fill(string bundle, string file)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var filled = Marker().Replace(bundle, match => match.Groups["days"] switch
        {
            { Success: true } days => today.AddDays(-int.Parse(days.Value, CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => Convert.ToBase64String(Encoding.UTF8.GetBytes(Read(match.Groups["file"] is { Success: true } other ? other.Value : Path.ChangeExtension(file, ".txt")))),
        });
        return Encoding.UTF8.GetBytes(filled);
    }

    private static string Read(string file)
    {
        using var stream = Here.GetManifestResourceStream(Folder + file) ?? throw new InvalidDataException($"The built-in sample {file} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{(?:today-(?<days>[0-9]{1,6})|note(?::(?<file>[A-Za-z0-9._-]+))?)\}\}")]
    private static partial Regex Marker();
}

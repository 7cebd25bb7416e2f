using Appliance.CodeSets;
using Appliance.Dashboard.Live;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Shell;

/// <summary>One thing the search found.</summary>
/// <param name="Kind">Page, encounter, code or entry.</param>
/// <param name="Text">What it is.</param>
/// <param name="Hint">A word more.</param>
/// <param name="Href">Where it leads.</param>
public sealed record PaletteHit(string Kind, string Text, string Hint, string Href);

/// <summary>Finds pages, encounters by pseudonym, codes and evidence entries.</summary>
/// <param name="work">Encounters.</param>
/// <param name="codeSets">Codes.</param>
public sealed class PaletteSearch(IReviewWork work, CodeSetLibrary codeSets)
{
    private const int MaxOfAKind = 6;

    private static readonly PaletteHit[] Pages =
    [
        new("Page", "Overview", "what moves now", "/"),
        new("Page", "Work", "encounters to review", "/work?state=InReview"),
        new("Page", "Set aside", "encounters that need a person", "/work?state=SetAside"),
        new("Page", "Second look", "amended after coding", "/work?second=true"),
        new("Page", "Evidence", "the signed log", "/evidence"),
        new("Page", "Checkpoints", "keys, witnesses, storage and log", "/evidence/checkpoints"),
        new("Page", "Prove it", "check a proof or a packet", "/evidence/prove"),
        new("Page", "Send encounters", "FHIR, files, samples", "/send"),
        new("Page", "Code sets", "releases and codes", "/codes"),
    ];

    /// <summary>Finds; an empty query gives the pages.</summary>
    public async Task<IReadOnlyList<PaletteHit>> FindAsync(string query, CancellationToken cancellation)
    {
        var text = query.Trim();
        if (text.Length == 0)
        {
            return Pages;
        }

        var hits = new List<PaletteHit>(Pages.Where(p => p.Text.Contains(text, StringComparison.OrdinalIgnoreCase)));
        hits.AddRange(await EncountersAsync(text, cancellation));
        if (text.Length > 1)
        {
            hits.AddRange(codeSets.Newest.Search(text, MaxOfAKind).Select(h =>
                new PaletteHit("Code", $"{h.Entry.Code} {h.Entry.Title}", h.Entry.Billable ? "billable" : "category", "/codes/" + Uri.EscapeDataString(h.Entry.Code))));
        }

        if (long.TryParse(text.Replace(",", string.Empty, StringComparison.Ordinal), out var sequence) && sequence >= 0)
        {
            hits.Add(new PaletteHit("Entry", $"Evidence entry {Words.Count(sequence)}", "the signed log", $"/evidence?entry={sequence}"));
        }

        return hits;
    }

    private async Task<IEnumerable<PaletteHit>> EncountersAsync(string text, CancellationToken cancellation)
    {
        var bare = text.StartsWith("E-", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        if (bare.Length is 0 or > 32 || !bare.All(char.IsAsciiHexDigit))
        {
            return [];
        }

        var page = await work.ListAsync(new WorklistFilter { Pseudonym = bare, Take = MaxOfAKind }, cancellation);
        return page.Rows.Select(r => new PaletteHit("Encounter", r.Pseudonym.Short, StateWords.Of(r.State), $"/encounters/{r.Id}"));
    }
}

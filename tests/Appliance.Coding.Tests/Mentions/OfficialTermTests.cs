using System.Collections.Concurrent;
using Appliance.CodeSets;

namespace Appliance.Coding.Tests.Mentions;

/// <summary>
/// Every official title finds its own code, and every inclusion term its code or category. Protocol: the note is one line, "Diagnosis: " and the title or term as
/// the newest release prints it, nothing else; outpatient, a date of service in that release, guideline policy. Right is a title when its code is the first suggestion
/// and shown; right is an inclusion term when the first suggestion is of the category (three characters) at which the term is printed, at any of the places where
/// the same words are printed.
/// </summary>
public sealed class OfficialTermTests(ITestOutputHelper output)
{
    [Fact]
    public void EveryTitleOfABillableCodeFindsItsOwnCode()
    {
        var wrong = new ConcurrentBag<string>();
        var all = Engine.Library.Newest.Entries.Where(e => e.Billable).ToList();
        Parallel.ForEach(all, entry =>
        {
            var first = First(entry.Title, entry.Code);
            if (first.Code != entry.Code || !first.Shown)
                wrong.Add($"{entry.Code} {entry.Title}: {first.Code} {first.Shown}");
        });
        output.WriteLine($"{all.Count - wrong.Count} of {all.Count} titles find their own code");
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(40)));
    }

    [Fact]
    public void NearlyEveryInclusionTermFindsItsCategory()
    {
        var places = Engine.Library.Newest.Terms.Where(t => t.Source == TermSource.InclusionTerm).GroupBy(t => t.Text, StringComparer.OrdinalIgnoreCase).ToList();
        var (code, category) = (0, 0);
        var wrong = new ConcurrentBag<string>();
        Parallel.ForEach(places, place =>
        {
            var first = First(place.Key).Code;
            if (place.Any(t => first.StartsWith(t.Code, StringComparison.Ordinal)))
                Interlocked.Increment(ref code);
            if (place.Any(t => first.StartsWith(t.Code[..3], StringComparison.Ordinal)))
                Interlocked.Increment(ref category);
            else
                wrong.Add($"{string.Join(' ', place.Select(t => t.Code))} {place.Key}: {first}");
        });
        output.WriteLine($"{places.Count} inclusion terms: {(double)code / places.Count:P2} find their code or one below it, {(double)category / places.Count:P2} their category");
        Assert.True(category >= 0.98 * places.Count, string.Join('\n', wrong.Order(StringComparer.Ordinal).Take(40)));
    }

    /// <summary>The first code of a term; one that the tabular list asks to code before the term's own ("code first") is passed over.</summary>
    /// <summary>
    /// Prints how many terms are found in running text, where they are read like any words: "The patient has …" without NOS and NEC; right when any suggestion is of the term's
    /// code, or of its category. External causes are left out; one in five of the longer tables is asked for.
    /// </summary>
    [Theory(Explicit = true)]
    [InlineData(TermSource.Title, 5)]
    [InlineData(TermSource.InclusionTerm, 1)]
    [InlineData(TermSource.Index, 5)]
    [InlineData(TermSource.Neoplasm, 5)]
    public void PrintsHowManyAreFoundInRunningText(TermSource source, int every)
    {
        var places = Engine.Library.Newest.Terms.Where(t => t.Source == source && t.Code[0] is not ('V' or 'W' or 'X' or 'Y')).GroupBy(t => t.Text).Where((_, i) => i % every == 0).ToList();
        var (code, category) = (0, 0);
        Parallel.ForEach(places, place =>
        {
            var words = place.Key.Replace(" NOS", string.Empty, StringComparison.Ordinal).Replace(" NEC", string.Empty, StringComparison.Ordinal);
            var found = Engine.Code($"Assessment: The patient has {char.ToLowerInvariant(words[0])}{words[1..]}.").Suggestions;
            if (found.Any(s => place.Any(t => s.Code.Value.StartsWith(t.Code, StringComparison.Ordinal))))
                Interlocked.Increment(ref code);
            if (found.Any(s => place.Any(t => s.Code.Value.StartsWith(t.Code[..3], StringComparison.Ordinal))))
                Interlocked.Increment(ref category);
        });
        output.WriteLine($"{source}: {places.Count} terms in running text, {(double)code / places.Count:P1} lead to their code, {(double)category / places.Count:P1} to their category");
    }

    private static (string Code, bool Shown) First(string term, string? own = null)
    {
        var suggestions = Engine.Code("Diagnosis: " + term).Suggestions.SkipWhile(s => own is not null && s.Code.Value != own && Engine.Newest.Notes.Order(s.Code.Value, own)).ToList();
        return suggestions.Count == 0 ? ("", false) : (suggestions[0].Code.Value, suggestions[0].Shown);
    }
}

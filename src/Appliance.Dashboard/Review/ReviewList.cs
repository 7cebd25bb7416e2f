using Appliance.Domain;
using Appliance.Encounters.Review;

namespace Appliance.Dashboard.Review;

/// <summary>Where a code in the list comes from.</summary>
public enum ItemOrigin
{
    /// <summary>The engine suggests it.</summary>
    Suggested,

    /// <summary>The engine found it below the display threshold.</summary>
    BelowThreshold,

    /// <summary>A person added it.</summary>
    Added,

    /// <summary>A person decided on it when an earlier version of the notes suggested it; the present one does not.</summary>
    Earlier,
}

/// <summary>One code a person decides on.</summary>
/// <param name="Mark">Its number in this list and in the marks of the note.</param>
/// <param name="Code">The code.</param>
/// <param name="Title">Its title.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Suggestion">What the engine said; null for added and earlier codes.</param>
/// <param name="Decision">What counts now; null while undecided.</param>
public sealed record ReviewItem(int Mark, Code Code, string Title, ItemOrigin Origin, Suggestion? Suggestion, Decision? Decision)
{
    /// <summary>True when a decision counts.</summary>
    public bool Decided => Decision is not null;
}

/// <summary>The codes of one encounter in claim order, as the person sees them. Immutable.</summary>
public sealed class ReviewList
{
    private ReviewList(IReadOnlyList<ReviewItem> items, int hidden) => (Items, BelowThreshold) = (items, hidden);

    /// <summary>The codes: suggested ones by rank, then those below the threshold when they are asked for, then added and earlier ones.</summary>
    public IReadOnlyList<ReviewItem> Items { get; }

    /// <summary>How many suggestions are below the threshold (and have no decision).</summary>
    public int BelowThreshold { get; }

    /// <summary>Suggestions above the threshold.</summary>
    public int Suggested => Items.Count(i => i.Origin == ItemOrigin.Suggested);

    /// <summary>How many of <see cref="Suggested"/> have a decision.</summary>
    public int Decided => Items.Count(i => i is { Origin: ItemOrigin.Suggested, Decided: true });

    /// <summary>The list of a view.</summary>
    /// <param name="view">What the desk returned.</param>
    /// <param name="showBelow">True to show suggestions below the threshold as well.</param>
    /// <param name="titleOf">Titles of codes that the engine did not suggest.</param>
    public static ReviewList Of(EncounterView view, bool showBelow, Func<Code, string> titleOf)
    {
        ArgumentNullException.ThrowIfNull(view);
        ArgumentNullException.ThrowIfNull(titleOf);
        var current = view.Current;
        var suggestions = (view.Result?.Suggestions ?? []).OrderBy(s => s.Shown ? 0 : 1).ThenBy(s => s.Rank).ToArray();
        var items = new List<ReviewItem>();
        var known = new HashSet<Code>();
        var hidden = 0;
        for (var mark = 0; mark < suggestions.Length; mark++)
        {
            var suggestion = suggestions[mark];
            var decision = current.GetValueOrDefault(suggestion.Code);
            known.Add(suggestion.Code);
            var below = !suggestion.Shown;
            hidden += below && decision is null ? 1 : 0;
            if (!below || showBelow || decision is not null)
            {
                items.Add(new ReviewItem(mark, suggestion.Code, suggestion.Title, below ? ItemOrigin.BelowThreshold : ItemOrigin.Suggested, suggestion, decision));
            }
        }

        var others = current.Values.Where(d => !known.Contains(d.Code)).OrderBy(d => d.At);
        items.AddRange(others.Select((d, i) => new ReviewItem(
            suggestions.Length + i, d.Code, titleOf(d.Code), d.Kind == DecisionKind.Added ? ItemOrigin.Added : ItemOrigin.Earlier, null, d)));
        return new ReviewList(items, hidden);
    }

    /// <summary>The item with this code; null when there is none.</summary>
    public ReviewItem? Find(Code code) => Items.FirstOrDefault(i => i.Code == code);

    /// <summary>Place of the code in <see cref="Items"/>, -1 when it is not there.</summary>
    public int IndexOf(Code? code)
    {
        for (var i = 0; i < Items.Count; i++)
        {
            if (Items[i].Code == code)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The next undecided item behind this code, from the top when there is none behind; else the item that follows, else the same.</summary>
    public Code? NextUndecided(Code? after)
    {
        if (Items.Count == 0)
        {
            return null;
        }

        var at = IndexOf(after);
        for (var step = 1; step <= Items.Count; step++)
        {
            var item = Items[(at + step) % Items.Count];
            if (!item.Decided)
            {
                return item.Code;
            }
        }

        return Items[Math.Min(at + 1, Items.Count - 1)].Code;
    }

    /// <summary>The item so many places further on; stops at both ends.</summary>
    public Code? Step(Code? from, int by) =>
        Items.Count == 0 ? null : Items[Math.Clamp(IndexOf(from) + by, 0, Items.Count - 1)].Code;

    /// <summary>The spans of these items in one note.</summary>
    public IReadOnlyList<MarkedSpan> SpansIn(Note note)
    {
        ArgumentNullException.ThrowIfNull(note);
        return
        [
            .. from item in Items
               where item.Suggestion is not null
               from support in item.Suggestion!.Support
               where support.Span.Note == note.Id && support.Span.FitsIn(note.Text)
               select new MarkedSpan(support.Span.Start, support.Span.End, item.Mark),
        ];
    }
}

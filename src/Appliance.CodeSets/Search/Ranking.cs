namespace Appliance.CodeSets.Search;

/// <summary>
/// Turns scored rows into the answer. Billable codes come before categories of the same worth. A category hands its score down: to the codes below it whose
/// titles answer the words that it left open ("left breast cancer": the table of neoplasms leads to C50.9, the title of C50.912 has the side), and an entry that needs a
/// 7th character to the code that completes it best.
/// </summary>
internal sealed class Ranking(CodeSet set, Vocabulary vocabulary, Query query)
{
    private const float Category = 0.75F;
    private const float HandedDown = 0.97F;
    private const float OtherSeventh = 0.5F;
    private const double MatchingSeventh = 0.02;
    private const int OpenCategories = 24;
    private const int MaxBelow = 600;
    private readonly Dictionary<int, float> _candidates = [];
    private int _below;

    public List<CodeHit> Of(Scratch scratch, int max)
    {
        foreach (var row in Best(scratch, Math.Max(max, OpenCategories)))
        {
            Add(row, scratch.Best(row));
            if (set.ValidityAt(row) != CodeValidity.Billable)
            {
                HandDown(row, scratch);
            }
        }

        return
        [
            .. _candidates
                .OrderByDescending(candidate => candidate.Value)
                .ThenBy(candidate => candidate.Key)
                .Take(max)
                .Select(candidate => new CodeHit(set.EntryAt(candidate.Key), candidate.Value)),
        ];
    }

    private void Add(int row, float score)
    {
        switch (set.ValidityAt(row))
        {
            case CodeValidity.Billable:
                Keep(row, score);
                break;
            case CodeValidity.NeedsSeventhCharacter:
                Keep(row, score * Category);
                Complete(row, score);
                break;
            default:
                Keep(row, score * Category);
                break;
        }
    }

    private void Keep(int row, float score) => _candidates[row] = Math.Max(_candidates.GetValueOrDefault(row), score);

    private void HandDown(int row, Scratch scratch)
    {
        var answered = scratch.Answered(row);
        if (answered == (1 << query.Words.Count) - 1)
        {
            return;
        }

        foreach (var below in set.RowsBelow(row).Where(below => set.Tables.Suffixes[below] == 0))
        {
            if (++_below > MaxBelow)
            {
                return;
            }

            var share = query.AlsoAnswered(answered, Words.Of(set.Tables.Title(below)), vocabulary);
            if (share > 0)
            {
                Add(below, (float)Math.Min(1, scratch.Best(row) * HandedDown * (1 + share) * (1 + share)));
            }
        }
    }

    /// <summary>Of the codes that a 7th character completes, the one whose meaning the query names, else the first; the others rank far below it.</summary>
    private void Complete(int row, float score)
    {
        var completions = set.RowsBelow(row)
            .Where(below => CodeKey.Length(set.Tables.Keys[below]) == CodeKey.MaxCharacters)
            .Select(below => (Row: below, Named: query.AlsoAnswered(0, Words.Of(set.Tables.Strings[set.Tables.Suffixes[below]]), vocabulary)))
            .OrderByDescending(completion => completion.Named)
            .ThenBy(completion => completion.Row)
            .ToList();
        for (var i = 0; i < completions.Count; i++)
        {
            Keep(completions[i].Row, score * (float)((i == 0 ? 1 : OtherSeventh) + (MatchingSeventh * completions[i].Named)));
        }
    }

    /// <summary>The best rows, best first; of equals the one that stands first in the tabular list.</summary>
    private IEnumerable<int> Best(Scratch scratch, int count)
    {
        var best = new PriorityQueue<int, (float Score, int Row)>(count + 1);
        foreach (var row in scratch.Rows)
        {
            var priority = (scratch.Best(row) * (set.ValidityAt(row) == CodeValidity.NotBillable ? Category : 1), -row);
            if (best.Count < count)
            {
                best.Enqueue(row, priority);
            }
            else
            {
                best.EnqueueDequeue(row, priority);
            }
        }

        var rows = new int[best.Count];
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            rows[i] = best.Dequeue();
        }

        return rows;
    }
}

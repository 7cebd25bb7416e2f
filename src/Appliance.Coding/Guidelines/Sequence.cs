using Appliance.Coding.Structure;

namespace Appliance.Coding.Guidelines;

/// <summary>
/// Puts the codes of a claim in order (guidelines I.A.13, II, III, IV.A and IV.G). The order in which the notes name the problems holds unless a rule or a note of the tabular
/// list says otherwise: what goes first, what never does, etiology before manifestation, "code first" and "use additional code".
/// </summary>
internal sealed class Sequence(RuleBook book, TabularNotes notes)
{
    private const int MaxOrdered = 200;

    /// <summary>The codes in their order; <paramref name="codes"/> stays as it is.</summary>
    public List<Candidate> Of(List<Candidate> codes, EncounterFacts facts)
    {
        if (codes.Count < 2 || codes.Count > MaxOrdered)
            return codes;
        codes = [.. codes.OrderBy(Stands)];
        var conditions = new RuleConditions(codes, codes, facts, notes);
        var place = new int[codes.Count];
        var before = new bool[codes.Count, codes.Count];
        foreach (var rule in book.Ordering)
        {
            for (var i = 0; i < codes.Count; i++)
            {
                if (rule.Codes.Match(codes[i].Code) && conditions.Hold(rule, codes[i], out var met))
                    Note(rule, i, met, codes, place, before);
            }
        }

        for (var i = 0; i < codes.Count; i++)
        {
            for (var k = 0; k < codes.Count; k++)
                before[i, k] |= i != k && !before[k, i] && notes.Order(codes[i].Code, codes[k].Code);
        }

        return Sort(codes, place, before);
    }

    /// <summary>What the provider lists as the principal diagnosis goes first, what is listed as secondary after all else (guidelines II and III).</summary>
    private static int Stands(Candidate candidate)
    {
        var stands = 2;
        foreach (var finding in candidate.Findings)
        {
            if (finding.Sentence.Section != SectionKind.Diagnoses)
            {
                stands = Math.Min(stands, 1);
                continue;
            }

            var heading = HeadingOf(finding);
            stands = Math.Min(stands, Begins(heading, "principal") || Begins(heading, "primary") ? 0 : Begins(heading, "secondary") || Begins(heading, "other") || Begins(heading, "additional") ? 2 : 1);
        }

        return stands;

        static bool Begins(ReadOnlySpan<char> heading, string word) => heading.StartsWith(word, StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> HeadingOf(Finding finding)
    {
        foreach (var section in finding.Note.Sections)
        {
            if (section.Start <= finding.Start && finding.Start < section.End)
                return finding.Note.Note.Text.AsSpan(section.Start, Math.Min(20, section.End - section.Start));
        }

        return default;
    }

    private static void Note(Rule rule, int at, Met met, List<Candidate> codes, int[] place, bool[,] before)
    {
        foreach (var effect in rule.Effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.First:
                    place[at] = -1;
                    break;
                case EffectKind.Last:
                    place[at] = 2;
                    break;
                case EffectKind.NeverFirst when place[at] == 0:
                    place[at] = 1;
                    break;
                case EffectKind.Before or EffectKind.After:
                    for (var k = 0; k < codes.Count; k++)
                    {
                        if (k == at || !(effect.Codes.IsEmpty ? ReferenceEquals(codes[k], met.With) : effect.Codes.Match(codes[k].Code)))
                            continue;
                        if (effect.Kind == EffectKind.Before)
                            before[at, k] = true;
                        else
                            before[k, at] = true;
                    }

                    break;
                default:
                    continue;
            }

            codes[at].OrderStep ??= (rule.Id, $"{codes[at].Code} is put in its place: {rule.Reason} ({rule.Source}).");
        }
    }

    /// <summary>Takes again and again the first code before which no other must stand; codes that are "never first" wait only while nothing stands yet.</summary>
    private static List<Candidate> Sort(List<Candidate> codes, int[] place, bool[,] before)
    {
        var sorted = new List<Candidate>(codes.Count);
        var used = new bool[codes.Count];
        while (sorted.Count < codes.Count)
        {
            var best = -1;
            for (var i = 0; i < codes.Count; i++)
            {
                if (used[i] || Waits(i))
                    continue;
                if (best < 0 || Rank(i) < Rank(best))
                    best = i;
            }

            best = best < 0 ? Array.IndexOf(used, false) : best;
            used[best] = true;
            sorted.Add(codes[best]);
        }

        return sorted;

        bool Waits(int i)
        {
            for (var k = 0; k < codes.Count; k++)
            {
                if (!used[k] && before[k, i])
                    return true;
            }

            return false;
        }

        int Rank(int i) => place[i] == 1 && sorted.Count > 0 ? 0 : place[i];
    }
}

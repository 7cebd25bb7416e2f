using Appliance.CodeSets;

namespace Appliance.Coding.ExternalCauses;

/// <summary>Decides which codes of an injury's story are reported, once the injuries are known (guideline I.C.20).</summary>
internal static class StoryRules
{
    /// <summary>
    /// Without a reported injury the story's codes go (I.C.20.a.1). The cause takes the injury's 7th character (I.C.20.a.2); place, activity and status are for the
    /// initial encounter only (I.C.20.b, c, k).
    /// </summary>
    public static void Settle(CodeSet set, List<Candidate> shown)
    {
        var episode = EpisodeOf(shown);
        foreach (var candidate in shown)
        {
            if (candidate.Dropped || !candidate.IsStory)
                continue;
            if (episode == '\0')
                candidate.Drop("guideline.I.C.20.a.1", $"{candidate.Code}: no reported condition is due to this event (guideline I.C.20.a.1).");
            else if (episode != 'A' && candidate.Code.StartsWith("Y9", StringComparison.Ordinal))
                candidate.Drop("guideline.I.C.20.b", $"{candidate.Code}: place, activity and status are coded at the initial encounter only (guidelines I.C.20.b, c and k).");
            else if (episode != 'A' && With(set, candidate.Code[..^1], episode) is { } code && code != candidate.Code)
                candidate.Replace(code, candidate.Entry, "guideline.I.C.20.a.2", "The 7th character of the external cause is that of the injury (guideline I.C.20.a.2).");
        }
    }

    /// <summary>The code with placeholders and a 7th character; null when it is not valid.</summary>
    public static string? With(CodeSet set, string stem, char character)
    {
        var bare = stem.Length > 3 ? stem : stem + ".";
        var code = string.Concat(bare.PadRight(7, 'X'), character.ToString());
        return set.Check(code) == CodeValidity.Billable ? code : null;
    }

    /// <summary>A when an injury is under active treatment, else D, else S; none without an injury whose cause is not in its own code.</summary>
    private static char EpisodeOf(List<Candidate> shown)
    {
        var episode = '\0';
        foreach (var candidate in shown)
        {
            if (candidate.Dropped || candidate.Code.Length < 8 || !IsInjury(candidate.Code))
                continue;
            var own = candidate.Code[7] switch
            {
                'A' or 'B' or 'C' => 'A',
                'S' => 'S',
                _ => 'D',
            };
            if (episode == '\0' || own < episode)
                episode = own;
        }

        return episode;
    }

    /// <summary>Injuries and burns; poisonings, toxic effects and complications of care hold their cause themselves (I.C.20.a.8).</summary>
    private static bool IsInjury(string code) => code[0] == 'S' || (code[0] == 'T' && string.CompareOrdinal(code, 0, "T36", 0, 3) < 0) || code.StartsWith("T7", StringComparison.Ordinal) && code[2] is '0' or '1' or '5' or '9';
}

using System.Text.RegularExpressions;

namespace Appliance.Dashboard.Shell;

/// <summary>Sets off the pseudonyms and codes of a sentence, so that the eye finds them and no line break cuts them.</summary>
public static partial class SentenceParts
{
    /// <summary>The sentence in pieces; joined they are the sentence.</summary>
    public static IEnumerable<(string Words, bool Strong)> Of(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var at = 0;
        foreach (Match match in Named().Matches(sentence))
        {
            if (match.Index > at)
            {
                yield return (sentence[at..match.Index], false);
            }

            yield return (match.Value, true);
            at = match.Index + match.Length;
        }

        if (at < sentence.Length)
        {
            yield return (sentence[at..], false);
        }
    }

    [GeneratedRegex(@"\bE-[0-9A-F]{8}\b|\b[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{1,4})?\b")]
    private static partial Regex Named();
}

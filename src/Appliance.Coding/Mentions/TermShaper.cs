using Appliance.Coding.Specificity;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>Makes of an official term the word lists under which clinicians write it.</summary>
internal sealed class TermShaper
{
    private const int MaxForms = 12;

    private readonly (string[] Official, string[] Written)[] _variants =
        [.. DataFile.Read("variants.txt").Select(r => (Tokenizer.Words(r[0]).ToArray(), Tokenizer.Words(r[1]).ToArray()))];

    private readonly HashSet<string> _variantStarts;

    public TermShaper() => _variantStarts = _variants.Select(v => v.Official[0]).ToHashSet(StringComparer.Ordinal);

    /// <summary>The forms of a title or term; the first is the plainest. Empty when nothing is left.</summary>
    /// <param name="text">The term as printed.</param>
    /// <param name="isTitle">Titles lose what says only that no more is known.</param>
    public List<List<string>> Shape(string text, bool isTitle)
    {
        // A title is also written out with its nonessential modifiers, which stand in round brackets ("diastolic (congestive) heart failure").
        var forms = new List<List<string>>();
        var plain = Tokenizer.Words(TitleWords.WithoutBrackets(text));
        var core = TitleWords.Read(text).Words;
        if (core.Count > 0)
            forms.Add(core);
        if (!isTitle || plain.Exists(w => w is "without" or "not"))
            Include(forms, [.. plain.Where(w => !TitleWords.IsStop(w))]);
        if (isTitle && text.Contains('(', StringComparison.Ordinal))
            Include(forms, TitleWords.Read(text.Replace("(", string.Empty, StringComparison.Ordinal).Replace(")", string.Empty, StringComparison.Ordinal)).Words);
        if (!plain.Exists(_variantStarts.Contains))
            return forms;
        for (var i = 0; i < forms.Count && forms.Count < MaxForms; i++)
        {
            foreach (var (official, written) in _variants)
            {
                var at = IndexOf(i == 0 ? plain : forms[i], official);
                if (at >= 0)
                    Include(forms, Replace(i == 0 ? plain : forms[i], at, official.Length, written));
            }
        }

        return forms;
    }

    private static void Include(List<List<string>> forms, List<string> form)
    {
        if (form.Count > 0 && !forms.Exists(f => f.SequenceEqual(form)))
            forms.Add(form);
    }

    private static List<string> Replace(List<string> words, int at, int length, string[] written)
    {
        var replaced = new List<string>(words.Count);
        replaced.AddRange(words.Take(at));
        replaced.AddRange(written);
        replaced.AddRange(words.Skip(at + length));
        return [.. TitleWords.Read(string.Join(' ', replaced)).Words];
    }

    private static int IndexOf(List<string> words, string[] part)
    {
        for (var i = 0; i + part.Length <= words.Count; i++)
        {
            var k = 0;
            while (k < part.Length && words[i + k] == part[k])
                k++;
            if (k == part.Length)
                return i;
        }

        return -1;
    }
}

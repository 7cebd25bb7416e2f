using System.Runtime.InteropServices;
using Appliance.CodeSets;
using Appliance.Coding.Specificity;
using Appliance.Coding.Structure;

namespace Appliance.Coding.Mentions;

/// <summary>What an official title or inclusion term, written out in full, leads to.</summary>
/// <param name="Entry">Index in the code tree; of the stem when the title names a 7th character.</param>
/// <param name="Seventh">The 7th character that the title names; NUL when none.</param>
/// <param name="Origin">Title or inclusion term.</param>
internal readonly record struct ExactTerm(int Entry, char Seventh, TermOrigin Origin);

/// <summary>
/// The titles of all billable codes, those with a 7th character included, and the inclusion terms, word for word. A line of a list of diagnoses that is one of
/// them needs no reading: "Other specified disorders of bladder" or "Burn of unspecified degree of left hand, sequela" say exactly one code.
/// </summary>
/// <remarks>Kept as sorted 64-bit hashes of the words; building fails when two different titles share one.</remarks>
internal sealed class ExactTerms
{
    private const ulong Basis = 14695981039346656037;
    private const ulong Prime = 1099511628211;
    private const int SeventhBits = 7;
    private const int InclusionFlag = 1 << 30;

    private readonly ulong[] _hashes;
    private readonly int[] _values;

    public ExactTerms(CodeSet set, CodeSet lender, CodeTree codes)
    {
        var found = new Dictionary<ulong, int>(90_000);
        foreach (var entry in set.Entries)
        {
            if (!entry.Billable)
                continue;
            var hasSeventh = entry.Code.Length == 8;
            var stem = codes.Find(hasSeventh ? entry.Code[..7].TrimEnd('X').TrimEnd('.') : entry.Code);
            if (stem < 0 && hasSeventh)
                stem = codes.Find(entry.Parent!);
            if (stem >= 0 && !found.TryAdd(Hash(entry.Title), (stem << SeventhBits) | (hasSeventh ? entry.Code[7] : 0)))
                throw new InvalidDataException($"{set.Release.Id}: the title of {entry.Code} is that of another code too");
        }

        foreach (var term in (set.Release.HasNotes ? set : lender).Terms)
        {
            if (term.Source == TermSource.InclusionTerm && codes.Find(term.Code) is >= 0 and var entry && !IsManifestation(codes[entry].Title))
                found.TryAdd(Hash(term.Text), (entry << SeventhBits) | InclusionFlag);
        }

        _hashes = [.. found.Keys.Order()];
        _values = Array.ConvertAll(_hashes, hash => found[hash]);
    }

    /// <summary>The inclusion terms of a manifestation ("Pyelonephritis" of N16) hold only beside the disease that is coded first (guideline I.A.13).</summary>
    private static bool IsManifestation(string title) => title.Contains("in diseases classified elsewhere", StringComparison.OrdinalIgnoreCase);

    /// <summary>As <see cref="Write"/> left it.</summary>
    public ExactTerms(BinaryReader image)
    {
        _values = image.ReadIntegers();
        _hashes = new ulong[_values.Length];
        image.BaseStream.ReadExactly(MemoryMarshal.AsBytes(_hashes.AsSpan()));
    }

    /// <summary>The term that a stretch of text is, word for word; case, punctuation and brackets do not matter.</summary>
    public bool TryFind(ReadOnlySpan<char> text, out ExactTerm term)
    {
        var at = Array.BinarySearch(_hashes, Hash(text));
        var value = at < 0 ? 0 : _values[at];
        term = new ExactTerm((value & ~InclusionFlag) >> SeventhBits, (char)(value & ((1 << SeventhBits) - 1)), (value & InclusionFlag) != 0 ? TermOrigin.InclusionTerm : TermOrigin.Title);
        return at >= 0;
    }

    /// <summary>Puts it into an image.</summary>
    public void Write(BinaryWriter image)
    {
        image.WriteIntegers(_values);
        image.Write(MemoryMarshal.AsBytes(_hashes.AsSpan()));
    }

    /// <summary>FNV-1a over the words, one separator between two.</summary>
    private static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = Basis;
        var between = false;
        foreach (var c in text)
        {
            var folded = char.IsLetterOrDigit(c) ? Tokenizer.Fold(c) : '\0';
            if (folded == '\0')
            {
                between = hash != Basis;
                continue;
            }

            if (between)
                hash = unchecked((hash ^ ' ') * Prime);
            between = false;
            hash = unchecked((hash ^ folded) * Prime);
        }

        return hash;
    }
}

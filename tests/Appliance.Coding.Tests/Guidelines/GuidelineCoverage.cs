using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Appliance.Coding.Tests.Cases;

namespace Appliance.Coding.Tests.Guidelines;

/// <summary>A section of the guidelines and what stands behind it here.</summary>
/// <param name="Id">Its number ("I.C.9.a").</param>
/// <param name="Title">Its title.</param>
/// <param name="Status">done, partly, not applicable or not yet.</param>
/// <param name="Rules">Rules of the rule files that name it.</param>
/// <param name="Cases">Cases that name it and hold.</param>
/// <param name="Open">Cases that name it and do not hold yet.</param>
/// <param name="Remark">Why, where it is not plainly done.</param>
internal sealed record CoveredSection(string Id, string Title, string Status, int Rules, int Cases, int Open, string Remark);

/// <summary>Tells for every section of the guidelines what the engine does, from the ids of the rules and from the cases; makes docs/guideline-coverage.md.</summary>
internal static partial class GuidelineCoverage
{
    private const string CasePrefix = "Appliance.Coding.Tests.Cases.";

    /// <summary>All sections in the order of the guidelines.</summary>
    public static IReadOnlyList<CoveredSection> Sections()
    {
        var records = CaseFile.Read("guideline-sections.txt").ToList();
        var rules = Engine.Newest.Rules.All.Select(r => r.Section).ToList();
        var cases = Named(name => name.StartsWith("rules", StringComparison.Ordinal) || name == "gaps.txt" || (name.StartsWith("chapter-", StringComparison.Ordinal) && name != "chapter-open.txt"));
        var open = Named(name => name == "chapter-open.txt");
        var leaves = new Dictionary<string, CoveredSection>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var (held, missing) = (cases.Count(c => IsIn(c, record[0])), open.Count(c => IsIn(c, record[0])));
            var status = record[2].Length > 0 ? record[2] == "n/a" ? "not applicable" : record[2] : held == 0 ? "not yet" : missing == 0 ? "done" : "partly";
            leaves.Add(record[0], new CoveredSection(record[0], record[1], status, rules.Count(r => IsIn(r, record[0])), held, missing, missing > 0 && record[3].Length == 0 ? "open cases" : record[3]));
        }

        return [.. records.Select(r => Of(r[0]))];

        CoveredSection Of(string id)
        {
            var below = records.Where(r => r[0].StartsWith(id + ".", StringComparison.Ordinal) && records.Find(x => x[0] == id)![2].Length == 0 && !records.Exists(p => p[0] != r[0] && p[0] != id && IsIn(p[0], id) && IsIn(r[0], p[0]))).ToList();
            if (below.Count == 0)
                return leaves[id];
            var parts = below.Select(r => Of(r[0]).Status).Where(s => s != "not applicable").ToList();
            return leaves[id] with { Status = parts.TrueForAll(s => s == "done") ? "done" : parts.TrueForAll(s => s == "not yet") ? "not yet" : "partly" };
        }
    }

    /// <summary>The page.</summary>
    public static string Page()
    {
        var sections = Sections();
        var page = new StringBuilder();
        page.Append("# Coverage of the Official Guidelines\n\n");
        page.Append("Every section of the Official Guidelines FY2026, I.A to IV: what the engine does. Made from the sections that the rules (`Guidelines/Rules/*.txt`) and the cases (`tests/Appliance.Coding.Tests/Cases`) name;\n");
        page.Append("a test fails when a status here is better than the cases show. Made anew by\n`dotnet run -c Release --project tests/Appliance.Coding.Tests -- --explicit only --filter-method '*WriteTheCoveragePage'`. The counts are those of the last time it was made.\n\n");
        page.Append("*done*: cases that name the section hold, none is open (or other tests show it, see the remark). *partly*: some of it is done. *not applicable*: it asks for nothing that an engine does. *not yet*: nothing speaks of it. ");
        page.Append("A section above others is done when all below it that apply are.\nA case shows that the engine answers so for that wording; done does not say that every wording is read. The present-on-admission indicator (Appendix I) is not given yet: the output has no place for it.\n\n");
        var leaves = sections.Where(s => !sections.Any(o => o.Id != s.Id && IsIn(o.Id, s.Id))).ToList();
        page.Append($"Sections without parts: {leaves.Count(s => s.Status == "done")} done, {leaves.Count(s => s.Status == "partly")} partly, {leaves.Count(s => s.Status == "not yet")} not yet, {leaves.Count(s => s.Status == "not applicable")} not applicable. ");
        page.Append($"Rules: {Engine.Newest.Rules.All.Count}, of which {Acting()} act in a case.\n\n| section | title | status | rules | cases | remark |\n|---|---|---|---|---|---|\n");
        foreach (var s in sections)
            page.Append(Line(s)).Append('\n');
        return page.ToString();
    }

    /// <summary>One line of the table.</summary>
    public static string Line(CoveredSection s) => $"| {s.Id} | {s.Title} | {s.Status} | {(s.Rules == 0 ? string.Empty : s.Rules)} | {(s.Open > 0 ? $"{s.Cases}, {s.Open} open" : s.Cases == 0 ? string.Empty : s.Cases)} | {s.Remark} |";

    /// <summary>How many rules touch a code in one of the rule cases.</summary>
    private static int Acting()
    {
        var ids = Engine.Newest.Rules.All.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var acting = new HashSet<string>(StringComparer.Ordinal);
        foreach (var encounter in RuleCase.All().Select(c => c.ToEncounter()).Concat(Notes("chapter-").Select(r => EncounterCase.Read(r[0], r[1]))).Concat(Notes("gaps").Select(r => EncounterCase.Read(r[0], r[1][..1]))))
        {
            var result = Engine.Instance.Code(encounter, CancellationToken.None);
            acting.UnionWith(result.Suggestions.SelectMany(s => s.Rules).Select(r => r.Rule).Concat(result.Gaps.Select(g => g.Rule)).Where(ids.Contains));
        }

        return acting.Count;
    }

    private static IEnumerable<string[]> Notes(string prefix) => Files(name => name.StartsWith(prefix, StringComparison.Ordinal)).SelectMany(CaseFile.Read);

    private static List<string> Named(Func<string, bool> isFile) => [.. Files(isFile).SelectMany(CaseFile.Read).Where(r => r.Length > 3).SelectMany(r => Reference().Matches(r[3]).Select(m => m.Value).Distinct())];

    private static IEnumerable<string> Files(Func<string, bool> isFile) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(n => n.StartsWith(CasePrefix, StringComparison.Ordinal) && isFile(n[CasePrefix.Length..])).Select(n => n[CasePrefix.Length..]).Order(StringComparer.Ordinal);

    private static bool IsIn(string section, string whole) => section == whole || section.StartsWith(whole + ".", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(?:I\.[ABC]\.\d+(?:\.[a-z0-9]+)*|II(?:\.[A-K](?:\.\d)?)?|III(?:\.[A-C])?|IV(?:\.[A-Q](?:\.\d)?)?)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}

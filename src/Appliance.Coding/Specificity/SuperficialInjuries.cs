namespace Appliance.Coding.Specificity;

/// <summary>Superficial injuries, such as abrasions and contusions, are not coded beside a more severe injury of the same site (guideline I.C.19.b.1).</summary>
internal static class SuperficialInjuries
{
    /// <summary>The part of the body that a bone of a title lies in.</summary>
    private static readonly (string Word, string Site)[] Sites =
    [
        ("radius", "forearm"), ("ulna", "forearm"), ("humerus", "upper arm"), ("femur", "thigh"), ("tibia", "lower leg"), ("fibula", "lower leg"), ("metacarpal", "hand"), ("metatarsal", "foot"), ("calcaneus", "foot"),
        ("carpal", "wrist"), ("clavicle", "shoulder"), ("patella", "knee"), ("malleolus", "ankle"), ("rib", "thorax"), ("forearm", "forearm"), ("upper arm", "upper arm"), ("thigh", "thigh"), ("lower leg", "lower leg"), ("hand", "hand"),
        ("foot", "foot"), ("wrist", "wrist"), ("shoulder", "shoulder"), ("knee", "knee"), ("ankle", "ankle"), ("elbow", "elbow"), ("scalp", "scalp"), ("nose", "nose"), ("nasal", "nose"), ("hip", "hip"), ("finger", "finger"), ("toe", "toe"),
    ];

    /// <summary>Takes out what is superficial beside what is severe, by region of the tabular list, side and site of the titles.</summary>
    public static void Settle(CodeTree codes, List<Candidate> shown)
    {
        foreach (var light in shown)
        {
            if (light.Dropped || !IsSuperficial(light.Code))
                continue;
            var severe = shown.Find(c => !c.Dropped && !ReferenceEquals(c, light) && c.Code[0] == 'S' && c.Code[1] == light.Code[1] && !IsSuperficial(c.Code) && IsSameSite(codes[light.Entry].Title, codes[c.Entry].Title));
            if (severe is not null)
                light.Drop("guideline.I.C.19.b.1", $"{light.Code} is superficial and not coded beside the more severe injury of the same site, {severe.Code} (guideline I.C.19.b.1).");
        }
    }

    private static bool IsSuperficial(string code) => code[0] == 'S' && code[2] == '0' && code.Length > 3;

    private static bool IsSameSite(string a, string b) => SideOf(a) == SideOf(b) && SiteOf(a) is { } site && site == SiteOf(b);

    private static string? SiteOf(string title) => Array.Find(Sites, s => title.Contains(s.Word, StringComparison.OrdinalIgnoreCase)).Site;

    private static char SideOf(string title) => title.Contains("right", StringComparison.OrdinalIgnoreCase) ? 'R' : title.Contains("left", StringComparison.OrdinalIgnoreCase) ? 'L' : '-';
}

namespace Appliance.CodeSets.Search;

/// <summary>What coders type for the words of the tables. Our own list; a word of it is read as written here.</summary>
internal static class Abbreviations
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["afib"] = "atrial fibrillation",
        ["aki"] = "acute kidney failure",
        ["bph"] = "benign prostatic hyperplasia",
        ["cad"] = "atherosclerotic heart disease native coronary artery",
        ["chf"] = "congestive heart failure",
        ["ckd"] = "chronic kidney disease",
        ["copd"] = "chronic obstructive pulmonary disease",
        ["cva"] = "cerebral infarction",
        ["dm1"] = "type 1 diabetes mellitus",
        ["dm2"] = "type 2 diabetes mellitus",
        ["t1dm"] = "type 1 diabetes mellitus",
        ["t2dm"] = "type 2 diabetes mellitus",
        ["dvt"] = "deep vein thrombosis",
        ["esrd"] = "end stage renal disease",
        ["fx"] = "fracture",
        ["gerd"] = "gastro esophageal reflux disease",
        ["hld"] = "hyperlipidemia",
        ["htn"] = "hypertension",
        ["ibs"] = "irritable bowel syndrome",
        ["nstemi"] = "non ST elevation myocardial infarction",
        ["osa"] = "obstructive sleep apnea",
        ["pvd"] = "peripheral vascular disease",
        ["ptsd"] = "post traumatic stress disorder",
        ["sob"] = "shortness breath",
        ["stemi"] = "ST elevation myocardial infarction",
        ["tia"] = "transient cerebral ischemic attack",
        ["uri"] = "acute upper respiratory infection",
        ["uti"] = "urinary tract infection",
    };

    /// <summary>The query with its abbreviations spelt out.</summary>
    public static string SpellOut(string query) =>
        string.Join(' ', query.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Words.GetValueOrDefault(word.Trim(',', '.', ';'), word)));
}

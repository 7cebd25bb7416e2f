using System.CommandLine;
using Appliance.CodeSets;
using Appliance.CodeSets.Compilation;
using Appliance.Host.Composition;

namespace Appliance.Host.Verbs;

/// <summary><c>appliance codesets compile|show</c>: works on files alone, whether the host runs or not.</summary>
internal static class CodeSetsVerb
{
    public static Command Build(VerbConsole console, Option<string> data) =>
        new("codesets", "The official code tables: built in, and compiled from next year's CDC files by the hospital itself.") { Show(console, data), Compile(console, data), CompileBuiltIn(console) };

    private static Command Show(VerbConsole console, Option<string> data)
    {
        var verb = new Command("show", "List the releases at hand and what each is made of.");
        verb.SetAction(async (parsed, _) =>
        {
            try
            {
                CompileCommand.Show(CodeSetLibrary.Load(ApplianceSettings.CodeSetsFolder(parsed.GetValue(data)!)), console.Out);
                return ExitCodes.Done;
            }
            catch (InvalidDataException e)
            {
                // The library's sentence begins with its refusal's code and names the file.
                await console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
                return ExitCodes.Refused;
            }
        });
        return verb;
    }

    private static Command Compile(VerbConsole console, Option<string> data)
    {
        var id = Required<string>("--id", "ID", "Name of the release, for example FY2028.");
        var from = Required<DateOnly>("--from", "DATE", "First date of service that it serves (yyyy-MM-dd).");
        var to = Required<DateOnly>("--to", "DATE", "Last date of service that it serves.");
        var guidelines = Required<string>("--guidelines", "ID", "Release of the Official Guidelines to apply, for example FY2028.");
        var order = Required<string>("--order", "FILE", "CDC order file (icd10cm-order-*.txt).");
        var tabular = Required<string>("--tabular", "FILE", "CDC tabular list (icd10cm-tabular-*.xml).");
        var index = Optional("--index", "CDC alphabetic index (icd10cm-index-*.xml).");
        var neoplasms = Optional("--neoplasms", "CDC table of neoplasms (icd10cm-neoplasm-*.xml).");
        var drugs = Optional("--drugs", "CDC table of drugs and chemicals (icd10cm-drug-*.xml).");
        var external = Optional("--external-causes", "CDC index of external causes (icd10cm-eindex-*.xml).");
        var verb = new Command("compile", "Compile one release from the files that CDC publishes, into the data folder. It is used from the next start on.")
        {
            id, from, to, guidelines, order, tabular, index, neoplasms, drugs, external,
        };
        verb.SetAction(parsed =>
        {
            DataHome.KeepToThisUser();
            var label = new ReleaseLabel(parsed.GetRequiredValue(id), parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetRequiredValue(guidelines));
            var files = new OfficialFiles(parsed.GetRequiredValue(order), parsed.GetRequiredValue(tabular))
            {
                Index = parsed.GetValue(index),
                Neoplasms = parsed.GetValue(neoplasms),
                Drugs = parsed.GetValue(drugs),
                ExternalCauses = parsed.GetValue(external),
            };
            return CompileCommand.Run(label, files, Path.Combine(parsed.GetValue(data)!, "codesets"), console.Out);
        });
        return verb;
    }

    private static Command CompileBuiltIn(VerbConsole console)
    {
        var tables = Required<string>("--tables", "DIR", "Folder that holds fy2025, fy2026 and fy2027.");
        var output = Required<string>("--out", "FILE", "The compiled file to write; its manifest is written beside it.");
        var verb = new Command("compile-built-in", "Compile again the releases that ship with the appliance (for its developers).") { tables, output };
        verb.SetAction(parsed => CompileCommand.RunBuiltIn(parsed.GetRequiredValue(tables), parsed.GetRequiredValue(output), console.Out));
        return verb;
    }

    private static Option<T> Required<T>(string name, string help, string description) => new(name) { Description = description, HelpName = help, Required = true };

    private static Option<string?> Optional(string name, string description) => new(name) { Description = description, HelpName = "FILE" };
}

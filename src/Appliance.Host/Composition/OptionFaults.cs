using System.ComponentModel.DataAnnotations;

namespace Appliance.Host.Composition;

/// <summary>Turns data annotations into sentences, for options of libraries that have none of their own.</summary>
internal static class OptionFaults
{
    public static IReadOnlyList<string> Of(object options, string section)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(r => $"Section {section}: {r.ErrorMessage}")];
    }
}

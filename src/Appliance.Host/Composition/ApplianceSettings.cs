using Appliance.Domain;
using Appliance.Encounters;
using Appliance.Encounters.Workers;
using Appliance.Evidence;
using Appliance.Fhir;

namespace Appliance.Host.Composition;

/// <summary>
/// All options of one installation: one section per project, from <c>appliance.json</c> in the data folder, then from environment variables
/// <c>APPLIANCE__SECTION__OPTION</c>, then from the command line; the later wins. Only this class knows the names of the sections.
/// </summary>
public sealed record ApplianceSettings(string DataFolder, HostOptions Host, EvidenceOptions Evidence, WorkerOptions Workers, EncountersOptions Encounters, FhirOptions Fhir)
{
    /// <summary>Name of the optional file in the data folder.</summary>
    public const string FileName = "appliance.json";

    private const string EnvironmentPrefix = "APPLIANCE__";
    private static readonly string[] Sections = ["Host", "Evidence", "Workers", "Encounters", "Fhir"];

    /// <summary>Where a hospital's own compiled code sets are; null when it has none.</summary>
    public static string? CodeSetsFolder(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, "codesets");
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>Reads and checks them all.</summary>
    /// <param name="dataFolder">The data folder; it need not exist yet.</param>
    /// <param name="urls">Addresses from the command line; null leaves them to the other sources.</param>
    public static Outcome<ApplianceSettings> Load(string dataFolder, string? urls)
    {
        IConfiguration configuration;
        try
        {
            configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(Path.GetFullPath(dataFolder), FileName), optional: true)
                .AddEnvironmentVariables(EnvironmentPrefix)
                .Build();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return Refusals.BadOption($"{Path.Combine(dataFolder, FileName)} is not well-formed JSON. Correct it, or move it away to start with the defaults.");
        }

        return Bind(dataFolder, configuration, urls);
    }

    /// <summary>Binds and checks options that were read.</summary>
    public static Outcome<ApplianceSettings> Bind(string dataFolder, IConfiguration configuration, string? urls)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var unknown = configuration.GetChildren().Select(s => s.Key).FirstOrDefault(k => !Sections.Contains(k, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            return Refusals.BadOption($"There is no section {unknown} in the options; the sections are {string.Join(", ", Sections)}.");
        }

        var unreadable = OptionReading.Faults<HostOptions>(configuration, "Host")
            .Concat(OptionReading.Faults<EvidenceOptions>(configuration, "Evidence"))
            .Concat(OptionReading.Faults<WorkerOptions>(configuration, "Workers"))
            .Concat(OptionReading.Faults<EncountersOptions>(configuration, "Encounters"))
            .Concat(OptionReading.Faults<FhirOptions>(configuration, "Fhir"))
            .ToList();
        if (unreadable.Count > 0)
        {
            return Refusals.BadOption(string.Join(" ", unreadable));
        }

        try
        {
            var settings = new ApplianceSettings(
                Path.GetFullPath(dataFolder),
                Section<HostOptions>(configuration, "Host"),
                Section<EvidenceOptions>(configuration, "Evidence"),
                Section<WorkerOptions>(configuration, "Workers"),
                Section<EncountersOptions>(configuration, "Encounters"),
                Section<FhirOptions>(configuration, "Fhir"));
            if (urls is not null)
            {
                settings.Host.Urls = urls;
            }

            return settings.Fault() is { } fault ? fault : settings;
        }
        catch (InvalidOperationException)
        {
            return Refusals.BadOption($"An option cannot be read: compare {FileName} and the variables {EnvironmentPrefix}… with docs/operations.md.");
        }
    }

    private static T Section<T>(IConfiguration configuration, string name)
        where T : class, new() =>
        configuration.GetSection(name).Get<T>(o => o.ErrorOnUnknownConfiguration = true) ?? new T();

    private Refusal? Fault()
    {
        // These two are not options: they follow from the data folder.
        Workers.RunDirectory = Path.Combine(DataFolder, "run");
        Evidence.Path = Path.Combine(DataFolder, "evidence.db");
        var faults = Host.Faults()
            .Concat(new EvidenceOptionsValidator().Validate(null, Evidence).Failures?.Select(f => $"Section Evidence: {f}") ?? [])
            .Concat(Workers.Faults().Select(f => $"Section Workers: {f}"))
            .Concat(Encounters.Faults().Select(f => $"Section Encounters: {f}"))
            .Concat(OptionFaults.Of(Fhir, "Fhir"))
            .ToList();
        if (faults.Count > 0)
        {
            return Refusals.BadOption(string.Join(" ", faults));
        }

        return Host.ClearTextAddress() is { } open ? Refusals.ClearTextAddress(open.GetLeftPart(UriPartial.Authority)) : null;
    }
}

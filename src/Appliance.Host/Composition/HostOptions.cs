using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Appliance.Host.Composition;

/// <summary>What an installation may set about the host itself: section <c>Host</c>.</summary>
public sealed class HostOptions
{
    /// <summary>Addresses to listen on, separated by semicolons.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Host:Urls is empty: name at least one address, for example http://127.0.0.1:8480.")]
    public string Urls { get; set; } = ListeningDefaults.Urls;

    /// <summary>Host names under which it may be asked for, beside those of <see cref="Urls"/>; a browser led here under any other name is refused.</summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>TLS certificate with its chain, PEM; needed for https addresses.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>The certificate's private key, PEM.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>Form of the log on standard error.</summary>
    public LogForm LogForm { get; set; } = LogForm.Plain;

    /// <summary>Hours without a request after which a person has to sign in again.</summary>
    [Range(1, 24, ErrorMessage = "Host:SignedInHours must be 1 to 24: hours without a request after which a person has to sign in again.")]
    public int SignedInHours { get; set; } = ListeningDefaults.SignedInHours;

    /// <summary>Longest time that a stop may take; what is not finished by then resumes at the next start.</summary>
    [Range(1, 600, ErrorMessage = "Host:StopWithinSeconds must be 1 to 600: the longest time that a stop may take.")]
    public int StopWithinSeconds { get; set; } = ListeningDefaults.StopWithinSeconds;

    /// <summary>Where each witness of <c>Evidence:WitnessKeys</c> is asked for its cosignature: its name and the prefix of its address. One that is not here is not asked.</summary>
    public IDictionary<string, string> WitnessAddresses { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The addresses, parsed; only meaningful when there are no <see cref="Faults"/>.</summary>
    public IReadOnlyList<Uri> Addresses() => [.. Split().Select(u => new Uri(u))];

    /// <summary>Every fault as a sentence that says what to change; empty when the options can be used.</summary>
    public IReadOnlyList<string> Faults()
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), results, validateAllProperties: true);
        var faults = results.Select(r => r.ErrorMessage ?? "An option of section Host is out of range.").ToList();
        faults.AddRange(Split().Where(u => !IsAddress(u)).Select(u => $"Host:Urls holds {u}, which is no address to listen on: use http:// or https://, an IP address or localhost, and a port, for example {ListeningDefaults.Urls}."));
        faults.AddRange(WitnessAddresses.Where(w => !IsWitnessAddress(w.Value)).Select(w => $"Host:WitnessAddresses has {w.Value} for {w.Key}: use https://, or http:// on loopback, and no query."));
        if (faults.Count == 0 && (CertificateFile is null || CertificateKeyFile is null) && Addresses().Any(a => a.Scheme == Uri.UriSchemeHttps))
        {
            faults.Add("Host:Urls holds an https address: set Host:CertificateFile and Host:CertificateKeyFile to a certificate and its key, both as PEM.");
        }

        return faults;
    }

    /// <summary>The first address that can be reached from the network without encryption; null when there is none.</summary>
    public Uri? ClearTextAddress() =>
        Addresses().FirstOrDefault(a => a.Scheme == Uri.UriSchemeHttp && !IsLoopback(a));

    internal static bool IsLoopback(Uri address) =>
        address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));

    private static bool IsWitnessAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Query.Length == 0 && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)));

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.PathAndQuery == "/"
        && (uri.Host == "localhost" || IPAddress.TryParse(uri.Host.Trim('[', ']'), out _));

    private string[] Split() => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>The defaults of <see cref="HostOptions"/>.</summary>
public static class ListeningDefaults
{
    /// <summary>Loopback only.</summary>
    public const string Urls = "http://127.0.0.1:8480";

    /// <summary>A shift.</summary>
    public const int SignedInHours = 8;

    /// <summary>Less than systemd's 90 s.</summary>
    public const int StopWithinSeconds = 30;
}

/// <summary>Form of the log.</summary>
public enum LogForm
{
    /// <summary>One line of text per event.</summary>
    Plain = 0,

    /// <summary>One JSON object per event.</summary>
    Json = 1,
}

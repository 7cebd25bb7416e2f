using System.Reflection;

namespace Appliance.Host.Composition;

/// <summary>Where people reach this host.</summary>
/// <param name="configured">What the options say; the port may be 0 there.</param>
public sealed class ListeningAddress(string configured)
{
    private volatile string? _listening;

    /// <summary>The address it listens on; null before it does, and when it only serves a verb.</summary>
    public string? Listening => _listening;

    /// <summary>The address to print: where it listens, else where it will once it is started.</summary>
    public string ForPeople => _listening ?? configured;

    /// <summary>Tells the address that the operating system gave.</summary>
    public void Set(string address) => _listening = address;
}

/// <summary>The version of the appliance.</summary>
public static class ApplianceVersion
{
    /// <summary>As the build sets it, without the commit.</summary>
    public static string Text { get; } =
        (typeof(ApplianceVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];
}

using System.Globalization;
using Appliance.Contracts.Worker.V1;

namespace Appliance.Worker;

/// <summary>What the worker sees of its own confinement. A claim, not evidence: the host looks from outside.</summary>
internal static class OwnSandbox
{
    /// <summary>Reads <c>/proc/self</c>; what cannot be read keeps its default value.</summary>
    public static SandboxView Look()
    {
        var view = new SandboxView();
        foreach (var line in Lines("/proc/self/status"))
        {
            var value = line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            switch (line[..Math.Max(0, line.IndexOf(':', StringComparison.Ordinal))])
            {
                case "NoNewPrivs":
                    view.NoNewPrivileges = value == "1";
                    break;
                case "CapEff" when ulong.TryParse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var capabilities):
                    view.EffectiveCapabilities = capabilities;
                    break;
                case "Seccomp" when int.TryParse(value, CultureInfo.InvariantCulture, out var mode):
                    view.SeccompMode = mode;
                    break;
                case "Uid" when uint.TryParse(value.Split('\t')[0], CultureInfo.InvariantCulture, out var uid):
                    view.UserId = uid;
                    break;
            }
        }

        view.NetworkInterfaces.AddRange(Lines("/proc/self/net/dev").Skip(2).Select(line => line.Split(':')[0].Trim()));
        return view;
    }

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

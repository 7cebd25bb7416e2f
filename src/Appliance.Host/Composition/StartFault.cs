using System.Net;
using System.Net.Sockets;
using Appliance.Domain;
using Appliance.Encounters.Storage;
using Appliance.Evidence;
using Microsoft.AspNetCore.Connections;

namespace Appliance.Host.Composition;

/// <summary>Turns what can be expected to go wrong at start into one sentence.</summary>
internal static class StartFault
{
    /// <summary>The refusal; null when nobody expected this.</summary>
    public static Refusal? Of(Exception exception, ApplianceSettings settings)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case AddressInUseException:
                    return Refusals.AddressTaken(Taken(exception, settings));
                case SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } socket:
                    return Refusals.BadOption($"This user cannot listen on {settings.Host.Urls} ({(socket.SocketErrorCode == SocketError.AccessDenied ? "permission denied" : "this machine has no such address")}). Choose another address with --urls.");
                case EvidenceOpenException evidence:
                    return new Refusal(evidence.Code, RefusalKind.Unavailable, evidence.Message);
                case StorageOpenException storage:
                    return storage.Refusal;
                case EvidenceUnavailableException:
                    return Refusals.EvidenceUnavailable;
                case Microsoft.Extensions.Options.OptionsValidationException options:
                    return Refusals.BadOption(string.Join(" ", options.Failures));
            }
        }

        return null;
    }

    /// <summary>Says at once what the web server would only find last: an address that is taken. Null when all are free.</summary>
    public static Refusal? TakenAddress(ApplianceSettings settings)
    {
        foreach (var address in settings.Host.Addresses().Where(a => a.Port != 0))
        {
            using var probe = new TcpListener(address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
            try
            {
                probe.Start();
            }
            catch (SocketException e)
            {
                return e.SocketErrorCode == SocketError.AddressAlreadyInUse ? Refusals.AddressTaken(address.GetLeftPart(UriPartial.Authority)) : Of(e, settings);
            }
        }

        return null;
    }

    // Kestrel's message holds the address: "Failed to bind to address http://127.0.0.1:8480: address already in use."
    private static string Taken(Exception exception, ApplianceSettings settings) =>
        settings.Host.Addresses().Select(a => a.GetLeftPart(UriPartial.Authority)).FirstOrDefault(a => exception.Message.Contains(a, StringComparison.Ordinal)) ?? settings.Host.Urls;
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Appliance.Domain;
using Appliance.Host.Control;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Appliance.Host.Composition;

/// <summary>Where the web server listens.</summary>
internal static class KestrelSetup
{
    /// <summary>Reads the certificate when an address needs one.</summary>
    public static Outcome<X509Certificate2?> Certificate(HostOptions options)
    {
        if (options.Addresses().All(a => a.Scheme != Uri.UriSchemeHttps))
        {
            return (X509Certificate2?)null;
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(options.CertificateFile!, options.CertificateKeyFile!);
        }
        catch (CryptographicException)
        {
            return Refusals.BadCertificate("it is not PEM, or the key does not belong to it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refusals.BadCertificate(DataHome.Reason(e));
        }
    }

    /// <summary>Sets the listeners: the control socket always, the public addresses only when the host serves.</summary>
    public static void Listen(KestrelServerOptions kestrel, ApplianceSettings settings, HostRole role, X509Certificate2? certificate)
    {
        kestrel.AddServerHeader = false;
        ControlSocket.Listen(kestrel, ControlSocket.Of(settings.DataFolder));
        if (role != HostRole.Serve)
        {
            return;
        }

        foreach (var address in settings.Host.Addresses())
        {
            var tls = address.Scheme == Uri.UriSchemeHttps;
            void Configure(ListenOptions listen)
            {
                listen.Protocols = tls ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
                if (tls)
                {
                    listen.UseHttps(certificate!);
                }
            }

            if (address.Host == "localhost" && address.Port != 0)
            {
                kestrel.ListenLocalhost(address.Port, Configure);
            }
            else
            {
                kestrel.Listen(address.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(address.Host.Trim('[', ']')), address.Port, Configure);
            }
        }
    }

    /// <summary>Names under which a browser may ask for this host, so that a name that an attacker resolves to this machine does not work.</summary>
    public static IList<string> HostNames(HostOptions options)
    {
        var addresses = options.Addresses();
        var names = new List<string>(options.AllowedHosts) { "control" };
        names.AddRange(addresses.Select(a => a.Host));
        if (addresses.Any(HostOptions.IsLoopback))
        {
            names.AddRange(["localhost", "127.0.0.1", "[::1]"]);
        }

        // An address that stands for every interface has no name of its own: then only the options can say which names are right.
        return addresses.Any(a => a.Host is "0.0.0.0" or "[::]") && options.AllowedHosts.Count == 0 ? ["*"] : [.. names.Distinct()];
    }
}

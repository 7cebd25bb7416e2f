using System.Runtime.Versioning;

// The appliance runs on Linux; these tests ask for file modes and mount points.
[assembly: SupportedOSPlatform("linux")]

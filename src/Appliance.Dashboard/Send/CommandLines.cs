using System.Buffers;

namespace Appliance.Dashboard.Send;

/// <summary>Command lines that a person copies into a shell on the machine that runs the appliance.</summary>
/// <param name="DataFolder">The folder of the running appliance; null when it is the one that every verb takes unless told otherwise.</param>
public sealed record CommandLines(string? DataFolder)
{
    // What no POSIX shell treats in a special way.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+,:@%=");

    /// <summary>A verb with its arguments, so that it finds the running appliance.</summary>
    public string Of(string verb) => DataFolder is null ? $"./appliance {verb}" : $"./appliance {verb} --data {Quoted(DataFolder)}";

    private static string Quoted(string path) =>
        path.AsSpan().ContainsAnyExcept(Plain) ? "'" + path.Replace("'", @"'\''", StringComparison.Ordinal) + "'" : path;
}

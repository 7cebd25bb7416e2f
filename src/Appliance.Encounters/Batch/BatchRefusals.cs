using System.Globalization;
using Appliance.Domain;

namespace Appliance.Encounters.Batch;

/// <summary>Why a line, or a whole run of the <c>code</c> command, was not coded. They name lines and fields, never values.</summary>
public static class BatchRefusals
{
    /// <summary>A line is not what the command reads.</summary>
    public static Refusal BadLine(long line, string what, string? location = null) =>
        new("APP-WRK-020", RefusalKind.Invalid, string.Create(CultureInfo.InvariantCulture, $"Line {line} was not coded: {what} The other lines are not affected."))
        {
            Location = location,
        };

    /// <summary>A line or a text in it is longer than the bound.</summary>
    public static Refusal TooLong(long line, string what, string? location = null) =>
        new("APP-WRK-021", RefusalKind.TooLarge, string.Create(CultureInfo.InvariantCulture, $"Line {line} was not coded: {what} The other lines are not affected."))
        {
            Location = location,
        };

    /// <summary>The file is UTF-16.</summary>
    public static readonly Refusal NotUtf8 = new(
        "APP-WRK-022", RefusalKind.NotSupported, "The input begins with the mark of UTF-16. Nothing was read; save it as UTF-8 and run the command again.");

    /// <summary>The output cannot be written.</summary>
    public static readonly Refusal OutputFailed = new(
        "APP-WRK-023", RefusalKind.Unavailable, "The output could not be written to its end (is the disk full?). The run stopped; the lines before are complete.");

    /// <summary>The input cannot be read.</summary>
    public static readonly Refusal InputFailed = new(
        "APP-WRK-024", RefusalKind.Unavailable, "The input could not be read to its end. The run stopped; the lines that were written are complete.");
}

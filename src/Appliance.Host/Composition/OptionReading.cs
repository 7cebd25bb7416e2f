using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Appliance.Host.Composition;

/// <summary>Says of options what the configuration binder would say in words for programmers: names that do not exist and values of another type.</summary>
internal static class OptionReading
{
    /// <summary>Every such fault of a section as a sentence that names the option.</summary>
    public static IEnumerable<string> Faults<T>(IConfiguration configuration, string section)
    {
        var given = configuration.GetSection(section);
        if (given.Value is { Length: > 0 })
        {
            return [$"{section} is a section, not an option: write {section}:NAME."];
        }

        var known = typeof(T).GetProperties().Where(p => p.CanWrite).ToList();
        return given.GetChildren().SelectMany(option => FaultsOf(option, known.FirstOrDefault(p => p.Name.Equals(option.Key, StringComparison.OrdinalIgnoreCase)), section, known));
    }

    private static IEnumerable<string> FaultsOf(IConfigurationSection option, PropertyInfo? property, string section, List<PropertyInfo> known)
    {
        if (property is null)
        {
            return [$"There is no option {section}:{option.Key}; the options of this section are {string.Join(", ", known.Select(p => p.Name).Order(StringComparer.Ordinal))}."];
        }

        var name = $"{section}:{property.Name}";
        if (ItemOf(property.PropertyType) is { } item)
        {
            return option.Value is { Length: > 0 }
                ? [IsNamed(property.PropertyType) ? $"{name} holds named values: write {name}:NAME for each." : $"{name} is a list: write {name}:0 for its first value, {name}:1 for the next."]
                : option.GetChildren().Select(i => FaultOf(i, $"{name}:{i.Key}", item)).OfType<string>();
        }

        return FaultOf(option, name, property.PropertyType) is { } fault ? [fault] : [];
    }

    private static string? FaultOf(IConfigurationSection option, string name, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (option.Value is null && option.GetChildren().Any())
        {
            return $"{name} takes one value, not several: {FormOf(type)}.";
        }

        return option.Value is { Length: > 0 } value && !IsReadable(value, type) ? $"{name} cannot be \"{value}\": it takes {FormOf(type)}." : null;
    }

    private static bool IsReadable(string value, Type type)
    {
        if (type == typeof(string))
        {
            return true;
        }

        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, value) is not null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static string FormOf(Type type) => type switch
    {
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(TimeSpan) => "a duration as hours:minutes:seconds, for example 00:00:30",
        _ when type == typeof(bool) => "true or false",
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type)),
        _ => "text",
    };

    private static Type? ItemOf(Type type) => IsNamed(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IList<>)) ? type.GetGenericArguments()[^1] : null;

    private static bool IsNamed(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>);
}

public sealed class Feed(TextWriter to)
{
    public async Task Greet(string name, string[] share)
    {
        await to.WriteLineAsync("""{"id":1,"method":"mining.subscribe","params":[]}""");
        await Send(new { id = 2, method = "mining.authorize", @params = new[] { name } });
        await Send(new { id = 3, method = "mining.submit", @params = share });
    }
}

import Testing
import Workbench

struct PlacesTests {
  @Test(
    arguments: [
      (
        [:], "/u/.local/share/mcubench/results.sqlite", "/u/.cache/mcubench",
        "/u/.local/share/mcubench/runs"
      ),
      (
        ["XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/c"], "/d/mcubench/results.sqlite",
        "/c/mcubench", "/d/mcubench/runs"
      ),
      (
        ["XDG_DATA_HOME": "relative", "XDG_CACHE_HOME": ""],
        "/u/.local/share/mcubench/results.sqlite", "/u/.cache/mcubench",
        "/u/.local/share/mcubench/runs"
      ),
      (
        ["XDG_DATA_HOME": "/d", "MCUBENCH_STORE": "/s/a.sqlite", "MCUBENCH_CACHE": "/k"],
        "/s/a.sqlite", "/k", "/s/runs"
      ),
    ] as [([String: String], String, String, String)])
  func followsTheEnvironment(
    changes: [String: String], store: String, cache: String, runs: String
  ) {
    let environment = ["HOME": "/u"].merging(changes) { _, change in change }
    let places = Places(store: nil, cache: nil, environment: environment)
    #expect(places.store == store)
    #expect(places.cache == cache)
    #expect(places.runs == runs)
  }

  @Test func takesFlagsBeforeTheEnvironment() {
    let places = Places(
      store: "a.sqlite", cache: "b",
      environment: ["HOME": "/u", "MCUBENCH_STORE": "/s", "MCUBENCH_CACHE": "/k"])
    #expect(places.store == "a.sqlite")
    #expect(places.cache == "b")
    #expect(places.runs == "./runs")
  }
}

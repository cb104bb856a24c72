import Foundation
import Hummingbird
import Logging
import MCUBenchTestSupport
import Reports
import ResultStore
import Testing

@testable import BenchDaemon

/// The routes and their description, held together.
@Suite struct DescriptionTests {
  private static let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/openapi.yaml")

  private static func site<Value>(_ work: (Site) throws -> Value) async throws -> Value {
    try await withTemporaryDirectory { directory in
      let store = try ResultStore(path: "\(directory)/results.sqlite")
      return try work(
        Site(
          configuration: ServiceConfiguration(), desk: ScriptedDesk(store: store), store: store,
          logger: Logger(label: "test")))
    }
  }

  /// With `MCUBENCH_UPDATE_SNAPSHOTS=1` in the environment the file is written anew: read the diff.
  @Test func theRepositoryHoldsTheDescriptionThatIsServed() async throws {
    let text = try await Self.site { site in
      YAMLText.text(APIDescription.json(of: Server.endpoints(site)))
    }
    if ProcessInfo.processInfo.environment["MCUBENCH_UPDATE_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: Self.file)
    }
    #expect(try String(contentsOf: Self.file, encoding: .utf8) == text)
    try await RunningServer.with { server in
      let yaml = try RawAnswer(port: server.port, "GET", "/api/v1/openapi.yaml")
      #expect(yaml?.body == text)
    }
  }

  @Test func everyRouteIsDescribedAndEveryDescribedRouteIsThere() async throws {
    try await Self.site { site in
      let endpoints = Server.endpoints(site)
      let router = Server.router(site)
      let routes = Set(
        router.routes.map { "\($0.method.rawValue) \($0.path)" }
          .filter { $0.contains(" /api/") || $0.hasSuffix(" /metrics") })
      guard case .object(let members) = APIDescription.json(of: endpoints),
        case .object(let paths)? = members.first(where: { $0.name == "paths" })?.value
      else {
        Issue.record("the description has no paths")
        return
      }
      let described = paths.flatMap { path -> [String] in
        guard case .object(let operations) = path.value else { return [] }
        return operations.map { "\($0.name.uppercased()) \(path.name)" }
      }
      #expect(Set(described) == routes)
      #expect(described.count > 20)
      let names = endpoints.compactMap(\.operation?.name)
      #expect(Set(names).count == names.count)
    }
  }

  @Test func everySchemaThatIsReferredToIsThere() async throws {
    try await Self.site { site in
      let text = APIDescription.json(of: Server.endpoints(site)).compactText
      let references = text.split(separator: "\"$ref\":\"").dropFirst().map {
        $0.prefix { $0 != "\"" }
      }
      let names = Set(APISchemas.all.map(\.name))
      for reference in Set(references) where reference.contains("/schemas/") {
        let name = reference.split(separator: "/").last.map(String.init) ?? ""
        #expect(names.contains(name), "\(reference)")
      }
    }
  }

  @Test(arguments: [
    (JSONValue.string("plain words"), "plain words\n"), (.string("yes"), "\"yes\"\n"),
    (.string("a: b"), "\"a: b\"\n"), (.string(""), "\"\"\n"), (.string("1"), "\"1\"\n"),
    (.integer(3), "3\n"), (.array([.integer(1), .string("x")]), "- 1\n- x\n"),
    (.object([JSONValue.Member("a", .array([.object([])]))]), "a:\n  - {}\n"),
    (
      .object([JSONValue.Member("a", .object([JSONValue.Member("200", .bool(true))]))]),
      "a:\n  \"200\": true\n"
    ),
  ])
  func writesPlainYAML(value: JSONValue, text: String) {
    #expect(YAMLText.text(value) == text)
  }
}

import Jobs
import ResultStore
import Testing

@testable import BenchDaemon

@Suite struct AccessTests {
  private static let read = "/api/v1/jobs"
  private static let submit = "/api/v1/jobs?board=stm32f746g"
  private static let admin = "/api/v1/audit"

  /// Three roles with a token each.
  private static func tokens() throws -> (tokens: [AccessToken], secrets: [Role: String]) {
    var tokens: [AccessToken] = []
    var secrets: [Role: String] = [:]
    for role in Role.allCases {
      let made = try AccessToken.make(name: "a-\(role.rawValue)", role: role)
      tokens.append(made.token)
      secrets[role] = made.secret
    }
    return (tokens, secrets)
  }

  @Test func letsEachRoleDoWhatItMayAndNoMore() async throws {
    let (tokens, secrets) = try Self.tokens()
    try await RunningServer.with(ServiceConfiguration(tokens: tokens)) { server in
      let expected: [(Role?, Int, Int, Int)] = [
        (nil, 401, 401, 401), (.read, 200, 403, 403), (.submit, 200, 201, 403),
        (.admin, 200, 200, 200),
      ]
      for (role, read, submit, admin) in expected {
        var headers: [String: String] = [:]
        if let role { headers["Authorization"] = "Bearer \(secrets[role] ?? "")" }
        let name = role?.rawValue ?? "nobody"
        let reading = try RawAnswer(port: server.port, "GET", Self.read, headers: headers)
        #expect(reading?.status == read, "\(name) reads")
        let submitting = try server.submit(Self.submit, modelBytes(), headers: headers)
        #expect(submitting?.status == submit, "\(name) submits")
        let auditing = try RawAnswer(port: server.port, "GET", Self.admin, headers: headers)
        #expect(auditing?.status == admin, "\(name) audits")
        let described = try RawAnswer(
          port: server.port, "GET", "/api/v1/openapi.json", headers: headers)
        #expect(described?.status == 200)
      }
      let audit = try server.store.auditEntries()
      let submitted = audit.filter { $0.action == .submitted }
      #expect(submitted.map(\.who) == ["a-admin", "a-submit"])
      // Who was known and may too little is in it; who showed no token asked, and guessed nothing.
      let refused = audit.filter { $0.action == .refused }
      #expect(refused.map(\.who) == ["a-submit", "a-read", "a-read"])
      #expect(
        refused.map(\.target) == ["GET /api/v1/audit", "GET /api/v1/audit", "POST /api/v1/jobs"])
    }
  }

  @Test func keepsWhoTriedAWrongToken() async throws {
    let (tokens, _) = try Self.tokens()
    try await RunningServer.with(ServiceConfiguration(tokens: tokens)) { server in
      let headers = ["Authorization": "Bearer mcub_guess"]
      #expect(
        try RawAnswer(port: server.port, "GET", Self.read, headers: headers)?.status == 401)
      let entry = try #require(try server.store.auditEntries().first)
      #expect(entry.action == .refused)
      #expect(entry.who == "unknown")
      #expect(entry.origin == "127.0.0.1")
      #expect(!"\(entry)".contains("guess"))
    }
  }

  @Test func letsASubmitterCancelOnlyTheirOwn() async throws {
    let (tokens, secrets) = try Self.tokens()
    let other = try AccessToken.make(name: "other", role: .submit)
    try await RunningServer.with(ServiceConfiguration(tokens: tokens + [other.token])) { server in
      let mine = ["Authorization": "Bearer \(secrets[.submit] ?? "")"]
      let answer = try #require(try server.submit(Self.submit, modelBytes(), headers: mine))
      let id = try answer.object("job")["job_id"] as? String ?? ""
      let path = "/api/v1/jobs/\(id)"
      let theirs = ["Authorization": "Bearer \(other.secret)"]
      #expect(try RawAnswer(port: server.port, "DELETE", path, headers: theirs)?.status == 403)
      #expect(try RawAnswer(port: server.port, "DELETE", path, headers: mine)?.status == 200)
    }
  }

  @Test func takesATokenAsABrowsersPassword() async throws {
    let (tokens, secrets) = try Self.tokens()
    try await RunningServer.with(ServiceConfiguration(tokens: tokens)) { server in
      let pair = Array("someone:\(secrets[.read] ?? "")".utf8)
      let headers = ["Authorization": "Basic \(Base64.text(pair))"]
      #expect(
        try RawAnswer(port: server.port, "GET", Self.read, headers: headers)?.status == 200)
      let page = try RawAnswer(port: server.port, "GET", "/metrics")
      #expect(page?.headers["www-authenticate"]?.hasPrefix("Basic realm=") == true)
      let api = try RawAnswer(port: server.port, "GET", Self.read)
      #expect(api?.headers["www-authenticate"] == "Bearer")
    }
  }

  @Test(arguments: [
    "Bearer", "Bearer ", "Bearer wrong", "Basic !!", "Basic d3Jvbmc=", "Digest x", "mcub_",
    "\u{7f}",
  ])
  func refusesWhatIsNoToken(credentials: String) async throws {
    let (tokens, _) = try Self.tokens()
    try await RunningServer.with(ServiceConfiguration(tokens: tokens)) { server in
      let answer = try RawAnswer(
        port: server.port, "GET", Self.read, headers: ["Authorization": credentials])
      #expect(answer.map { [400, 401].contains($0.status) } == true)
    }
  }

  @Test func keepsOnlyADigestThatFitsTheSecretAlone() throws {
    let (secret, token) = try AccessToken.make(name: "ci", role: .submit)
    let read = try AccessToken(name: "ci", role: .submit, sha256: token.sha256)
    #expect(read == token)
    #expect([read].token(ofSecret: secret) == token)
    #expect([read].token(ofSecret: secret + "0") == nil)
    #expect([read].token(ofSecret: token.sha256) == nil)
    #expect([AccessToken]().token(ofSecret: secret) == nil)
    #expect(secret.utf8.count == 5 + 64)
  }

  @Test(arguments: [("", "ab"), ("a b", "ab"), ("ci", "xy"), ("ci", "abcd")])
  func refusesAnUnfitToken(name: String, sha256: String) {
    #expect(throws: AccessTokenError.self) {
      try AccessToken(name: name, role: .read, sha256: sha256)
    }
  }

  @Test(arguments: [
    ("evil.example", 421), ("evil.example:8460", 421), ("localhost", 200), ("127.0.0.1:1", 200),
    ("[::1]:8460", 200), ("LOCALHOST:80", 200), ("127.0.0.1.evil.example", 421), ("", 421),
  ])
  func servesThisMachineUnderItsOwnNamesOnly(host: String, status: Int) async throws {
    try await RunningServer.with { server in
      let answer = try RawAnswer(
        port: server.port, "GET", Self.read, headers: ["Host": host])
      #expect(answer?.status == status)
    }
  }

  @Test func letsNoForeignPageChangeAnything() async throws {
    try await RunningServer.with { server in
      let own = "http://127.0.0.1:\(server.port)"
      let table: [([String: String], Int)] = [
        (["Origin": "http://evil.example"], 403), (["Origin": "null"], 403),
        (["Origin": "https://127.0.0.1:\(server.port)"], 403),
        (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
        (["Origin": own], 201), (["Sec-Fetch-Site": "same-origin"], 200), ([:], 200),
      ]
      for (headers, status) in table {
        let answer = try server.submit(Self.submit, modelBytes(), headers: headers)
        #expect(answer?.status == status, "\(headers)")
      }
    }
  }
}

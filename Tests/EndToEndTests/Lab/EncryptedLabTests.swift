import ContentHash
import Foundation
import Glibc
import MCUBenchTestSupport
import Testing

/// A daemon with certificates that were made here, and clients that trust them or do not.
@Suite(.enabled(if: TestPrograms.hasOnPath("openssl"), "openssl is not installed"))
struct EncryptedLabTests {
  /// For which names a certificate is made, and from when to when it holds.
  private struct Certificate {
    var names = "IP:127.0.0.1,DNS:localhost"
    var begin = "20250101000000Z"
    var end = "20991231000000Z"

    static let expired = Certificate(begin: "20240101000000Z", end: "20240201000000Z")
    static let ofAnotherYear = Certificate(begin: "20960101000000Z", end: "20960201000000Z")
    static let forAnotherName = Certificate(names: "DNS:bench.invalid")

    /// For 'openssl', whose 'req' knows no dates that are over.
    var configuration: String {
      """
      [req]
      distinguished_name = subject
      prompt = no
      [subject]
      CN = bench
      [ca]
      default_ca = here
      [here]
      new_certs_dir = .
      database = index
      serial = serial
      unique_subject = no
      default_md = sha256
      policy = names
      x509_extensions = extensions
      [names]
      commonName = supplied
      [extensions]
      basicConstraints = CA:TRUE
      subjectAltName = \(names)
      """
    }
  }

  private static let secret = "mcub_" + String(repeating: "5", count: 64)

  /// Makes `cert.pem` and `key.pem`, or others of these names.
  private static func make(
    _ certificate: Certificate = Certificate(), in home: Sandbox, named name: String = "cert",
    key: String = "key"
  ) async throws {
    let settings = try home.write(Array(certificate.configuration.utf8), to: "openssl.cnf")
    let program = try home.writeScript(
      """
      : >index
      openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -config "$1" \\
        -keyout \(key).pem -out request.pem &&
      openssl ca -batch -selfsign -notext -rand_serial -config "$1" -in request.pem \\
        -keyfile \(key).pem -out \(name).pem \\
        -startdate \(certificate.begin) -enddate \(certificate.end)
      """, to: "certify")
    let outcome = try await home.runProgram(program, [settings], within: .seconds(30))
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  private static func rig(in home: Sandbox) throws -> String {
    let sha256 = SHA256Digest(of: secret.utf8).hexadecimal
    return try home.write(
      Array(
        """
        boards: [{name: v1, board: stm32f746g, virtual: true}]
        retention: {freeMegabytes: 1}
        service:
          listen: 127.0.0.1:0
          tls: {certificate: cert.pem, key: key.pem}
          tokens: [{name: ci, role: submit, sha256: \(sha256)}]
        """.utf8), to: "rig.yaml")
  }

  private static func daemon(in home: Sandbox, _ flags: [String] = []) throws -> ProgramRun {
    try ProgramRun(
      "mcubenchd", ["--rig", try rig(in: home)] + flags, in: home.directory,
      environment: home.environment)
  }

  /// Runs `work` with a daemon, and ends it; `work` is told the port.
  private static func with(
    _ certificate: Certificate = Certificate(),
    _ work: (_ home: Sandbox, _ port: String, _ daemon: ProgramRun) async throws -> Void
  ) async throws {
    try await Sandbox.with { home in
      try await make(certificate, in: home)
      let daemon = try daemon(in: home)
      let port = try await LabHome.port(of: daemon)
      try await work(home, port, daemon)
      daemon.send(signal: SIGTERM)
      #expect(await daemon.end(within: .seconds(60)).status == 0)
    }
  }

  /// The flags of a client that trusts the daemon's own certificate.
  private static func flags(_ home: Sandbox, _ port: String) -> [String] {
    ["--server", "https://127.0.0.1:\(port)", "--certificate", home.directory + "/cert.pem"]
  }

  @Test func aTrustedClientWithATokenMeasures() async throws {
    try await Self.with { home, port, _ in
      let flags = Self.flags(home, port)
      let outcome = try await home.run(
        ["submit", LabHome.modelPath, "--board", "stm32f746g", "--runs", "2", "--wait"] + flags,
        environment: ["MCUBENCH_TOKEN": Self.secret])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let file = try home.write(Array((Self.secret + "\n").utf8), to: "token")
      let list = try await home.run(["jobs", "--token-file", file] + flags)
      #expect(list.output.contains("done"), "\(list.errors)")
      let wrong = try await home.run(
        ["jobs"] + flags, environment: ["MCUBENCH_TOKEN": "mcub_wrong"])
      #expect(wrong.status == 2)
      #expect(wrong.errors.contains("--token-file"), "\(wrong.errors)")
    }
  }

  @Test func aClientTrustsNobodyUnasked() async throws {
    try await Self.with { home, port, _ in
      let outcome = try await home.run(
        ["jobs", "--server", "https://127.0.0.1:\(port)"],
        environment: ["MCUBENCH_TOKEN": Self.secret])
      #expect(outcome.status == 1)
      #expect(
        outcome.errors == """
          error: no encrypted connection to https://127.0.0.1:\(port): its certificate is not trusted
          try: name the lab's certificate, or its authority's, with --certificate FILE

          """)
      try await Self.make(in: home, named: "other", key: "other-key")
      let other = try await home.run([
        "jobs", "--server", "https://127.0.0.1:\(port)", "--certificate",
        home.directory + "/other.pem",
      ])
      #expect(other.errors.contains("its certificate is not trusted"), "\(other.errors)")
    }
  }

  @Test func anExpiredCertificateIsNamedOnBothEnds() async throws {
    try await Self.with(.expired) { home, port, daemon in
      #expect(
        daemon.errorsSoFar.contains("cert.pem expired on 2024-02-01: clients refuse it"),
        "\(daemon.errorsSoFar)")
      let outcome = try await home.run(["jobs"] + Self.flags(home, port))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("its certificate expired on 2024-02-01"), "\(outcome.errors)")
      #expect(outcome.errors.contains("try: renew it: service.tls"), "\(outcome.errors)")
    }
  }

  @Test func aCertificateOfTheFutureSpeaksOfClocks() async throws {
    try await Self.with(.ofAnotherYear) { home, port, daemon in
      #expect(daemon.errorsSoFar.contains("holds from 2096-01-01 on"), "\(daemon.errorsSoFar)")
      let outcome = try await home.run(["jobs"] + Self.flags(home, port))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("holds from 2096-01-01 on"), "\(outcome.errors)")
      #expect(outcome.errors.contains("clock"), "\(outcome.errors)")
    }
  }

  @Test func aCertificateForAnotherNameIsRefusedWithItsNames() async throws {
    try await Self.with(.forAnotherName) { home, port, _ in
      let outcome = try await home.run(["jobs"] + Self.flags(home, port))
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("its certificate is for bench.invalid"), "\(outcome.errors)")
      #expect(outcome.errors.contains("try: call the lab by one of these names"))
    }
  }

  @Test func plainRequestsToAnEncryptedPortAreToldSo() async throws {
    try await Self.with { home, port, _ in
      for command in [["jobs"], ["submit", LabHome.modelPath, "--board", "stm32f746g"]] {
        let outcome = try await home.run(command + ["--server", "http://127.0.0.1:\(port)"])
        #expect(outcome.status == 2)
        #expect(
          outcome.errors.contains("error: this port takes encrypted requests alone"),
          "\(outcome.errors)")
        #expect(outcome.errors.contains("try: write https:// in the address"))
      }
    }
  }

  @Test func anEncryptedRequestToAPlainPortIsToldSo() async throws {
    try await LabHome.with(boards: LabHome.virtual(1)) { lab in
      let daemon = try lab.start()
      let port = try await LabHome.port(of: daemon)
      let outcome = try await lab.home.run(["jobs", "--server", "https://127.0.0.1:\(port)"])
      #expect(outcome.status == 1)
      #expect(outcome.errors.contains("it does not speak TLS"), "\(outcome.errors)")
      #expect(outcome.errors.contains("try: write http://"), "\(outcome.errors)")
      await lab.stop(daemon)
    }
  }

  @Test func filesThatAreNoIdentityAreRefusedBeforeTheLabBegins() async throws {
    try await Sandbox.with { home in
      try await Self.make(in: home)
      try await Self.make(in: home, named: "other", key: "other-key")
      let read = { (name: String) in
        try Data(contentsOf: URL(filePath: "\(home.directory)/\(name).pem"))
      }
      let (certificate, otherKey) = (try read("cert"), try read("other-key"))
      let cases: [(String, Data?, String)] = [
        ("key", nil, "No such file or directory"), ("key", Data("no key".utf8), "no key in PEM"),
        ("key", otherKey, "the key is not that of the certificate"),
        ("key", certificate, "no key in PEM"), ("cert", nil, "No such file or directory"),
        ("cert", Data(), "no certificate in PEM"),
      ]
      for (name, contents, words) in cases {
        try await Self.make(in: home)
        let path = "\(home.directory)/\(name).pem"
        try FileManager.default.removeItem(atPath: path)
        if let contents { try contents.write(to: URL(filePath: path)) }
        for flags in [[], ["--check"]] {
          let outcome = try await Self.daemon(in: home, flags).outcome(within: .seconds(30))
          #expect(outcome.status == 2, "\(name): \(outcome.errors)")
          #expect(outcome.errors.contains("error: cannot use "), "\(outcome.errors)")
          #expect(outcome.errors.contains("/\(name).pem for TLS: "), "\(outcome.errors)")
          #expect(outcome.errors.contains(words), "\(outcome.errors)")
          #expect(outcome.errors.contains("\ntry: name a certificate and its key"))
        }
      }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root reads everything"))
  func aKeyThatMayNotBeReadIsNamed() async throws {
    try await Sandbox.with { home in
      try await Self.make(in: home)
      chmod(home.directory + "/key.pem", 0)
      let outcome = try await Self.daemon(in: home, ["--check"]).outcome(within: .seconds(30))
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("key.pem for TLS: Permission denied"), "\(outcome.errors)")
    }
  }

  @Test(arguments: [nil, "no certificate"] as [String?])
  func aFileToTrustMustHoldACertificate(contents: String?) async throws {
    try await Sandbox.with { home in
      if let contents { _ = try home.write(Array(contents.utf8), to: "ca.pem") }
      let outcome = try await home.run([
        "jobs", "--server", "https://127.0.0.1:1", "--certificate", home.directory + "/ca.pem",
      ])
      #expect(outcome.status == 2)
      let words = contents == nil ? "No such file or directory" : "it holds no certificate in PEM"
      #expect(outcome.errors.contains("ca.pem: \(words)"), "\(outcome.errors)")
      #expect(outcome.errors.contains("try: name a PEM file"))
    }
  }
}

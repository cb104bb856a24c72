package import Failures

/// How the daemon listens, and to whom.
package struct ServiceConfiguration: Hashable, Sendable {
  package static let defaultPort = 8460

  /// An address or a name of this machine.
  package var host: String
  /// 0 for any that is free.
  package var port: Int
  package var tls: TLSFiles?
  /// With none, everyone who reaches the port is `local` and may do everything.
  package var tokens: [AccessToken]
  /// Whether to listen beyond this machine without tokens or without TLS.
  package var isInsecure: Bool
  package var limits: Limits

  /// The files of a certificate chain and its key, in PEM.
  package struct TLSFiles: Hashable, Sendable {
    package var certificate: String
    package var key: String

    package init(certificate: String, key: String) {
      self.certificate = certificate
      self.key = key
    }
  }

  /// What one caller, and all of them together, may take.
  package struct Limits: Hashable, Sendable {
    /// The largest model.
    package var uploadBytes = 8_388_608
    /// For each token, and for each address that has none.
    package var requestsPerMinute = 600
    /// Event streams at once.
    package var liveStreams = 32
    /// How long a request may take to arrive, and an answer to be taken.
    package var requestSeconds = 30
    /// Connections at once; more wait.
    package var connections = 512
    /// Bytes of models that may be on their way in at once.
    package var uploadBytesAtOnce = 67_108_864
    /// A silent stream says that it is alive this often.
    package var heartbeatSeconds = 15

    package init() {}
  }

  package init(
    host: String = "127.0.0.1", port: Int = defaultPort, tls: TLSFiles? = nil,
    tokens: [AccessToken] = [], isInsecure: Bool = false, limits: Limits = Limits()
  ) {
    self.host = host
    self.port = port
    self.tls = tls
    self.tokens = tokens
    self.isInsecure = isInsecure
    self.limits = limits
  }

  /// Whether only this machine can reach the port.
  package var isLoopback: Bool {
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return host == "localhost" || host == "::1"
      || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// What the daemon must say loudly when it starts.
  package var warnings: [String] {
    guard !isLoopback, isInsecure else { return [] }
    var warnings: [String] = []
    if tokens.isEmpty {
      warnings.append("everyone who reaches \(host) may flash boards: there are no tokens")
    }
    if tls == nil {
      warnings.append("tokens and models cross the network in the clear: there is no TLS")
    }
    return warnings
  }

  /// - Throws: ``ServiceConfigurationError`` when it would let in whom it must not.
  package func check() throws(ServiceConfigurationError) {
    guard (0...65_535).contains(port) else { throw ServiceConfigurationError(.port(port)) }
    let names = tokens.map(\.name)
    if let name = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      throw ServiceConfigurationError(.repeatedToken(name))
    }
    for (name, value) in [
      ("uploadBytes", limits.uploadBytes), ("requestsPerMinute", limits.requestsPerMinute),
      ("liveStreams", limits.liveStreams), ("requestSeconds", limits.requestSeconds),
    ] where value < 1 {
      throw ServiceConfigurationError(.limit(name, value))
    }
    guard !isLoopback, !isInsecure else { return }
    if tokens.isEmpty { throw ServiceConfigurationError(.openToAll(host)) }
    if tls == nil { throw ServiceConfigurationError(.unencrypted(host)) }
  }
}

/// Why the daemon does not listen as it is told to.
package struct ServiceConfigurationError: Failure, Hashable {
  /// What is wrong, one case a cause.
  package enum Reason: Hashable, Sendable {
    case port(Int)
    case limit(String, Int)
    case repeatedToken(String)
    case openToAll(String)
    case unencrypted(String)
    case tlsFile(path: String, detail: String)
    case cannotListen(host: String, port: Int, detail: String)
  }

  package let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  package var summary: String {
    switch reason {
    case .port(let port): "\(port) is no port"
    case .limit(let name, let value): "the limit \(name) is \(value), and must be 1 or more"
    case .repeatedToken(let name): "two tokens are named '\(name)'"
    case .openToAll(let host): "listening on \(host) without tokens lets everyone flash boards"
    case .unencrypted(let host): "listening on \(host) without TLS shows tokens to the network"
    case .tlsFile(let path, let detail): "cannot use \(path) for TLS: \(detail)"
    case .cannotListen(let host, let port, let detail):
      "cannot listen on \(host) port \(port): \(detail)"
    }
  }

  package var remedy: String? {
    switch reason {
    case .port: "give 0 to 65535 after the colon of service.listen"
    case .limit: "set it in service.limits, or leave it out"
    case .repeatedToken: "give each token in service.tokens a name of its own"
    case .openToAll:
      "make one with 'mcubenchd token --name NAME --role ROLE', or listen on 127.0.0.1"
    case .unencrypted: "name service.tls.certificate and service.tls.key, or listen on 127.0.0.1"
    case .tlsFile:
      "name a certificate and its key, PEM files that the daemon's user may read, under service.tls"
    case .cannotListen: "end the program that has the port, or name another in service.listen"
    }
  }

  package var exitStatus: ExitStatus {
    if case .cannotListen = reason { .workFailed } else { .wrongInput }
  }
}

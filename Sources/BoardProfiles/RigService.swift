/// How a lab's HTTP service is reached, and by whom.
package struct RigService: Hashable, Sendable, Codable {
  /// Address and port: `127.0.0.1:8460`, `[::1]:8460`.
  package let listen: String
  package let tls: RigTLS?
  /// Who may do what; without tokens everyone on this machine may do everything.
  package let tokens: [RigToken]
  package let limits: RigLimits
  /// Whether it may listen beyond this machine without TLS.
  package let insecure: Bool

  package init(
    listen: String? = nil, tls: RigTLS? = nil, tokens: [RigToken]? = nil, limits: RigLimits? = nil,
    insecure: Bool? = nil
  ) {
    self.listen = listen ?? "127.0.0.1:8460"
    self.tls = tls
    self.tokens = tokens ?? []
    self.limits = limits ?? RigLimits()
    self.insecure = insecure ?? false
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      listen: try values.decodeIfPresent(String.self, forKey: .listen),
      tls: try values.decodeIfPresent(RigTLS.self, forKey: .tls),
      tokens: try values.decodeIfPresent([RigToken].self, forKey: .tokens),
      limits: try values.decodeIfPresent(RigLimits.self, forKey: .limits),
      insecure: try values.decodeIfPresent(Bool.self, forKey: .insecure))
  }

  /// The same service at another address.
  package func listening(at address: String) -> RigService {
    RigService(listen: address, tls: tls, tokens: tokens, limits: limits, insecure: insecure)
  }

  /// Host and port of ``listen``, or `nil` when it is no such text.
  package var address: (host: String, port: Int)? {
    guard
      let match = listen.wholeMatch(of: /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})/),
      let port = Int(match.2), port <= 65_535
    else { return nil }
    return (match.1.filter { $0 != "[" && $0 != "]" }, port)
  }

  /// Whether only this machine reaches it.
  package var isLoopback: Bool {
    guard let host = address?.host else { return false }
    return host == "localhost" || host == "::1"
      || host.wholeMatch(of: /127\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}/) != nil
  }
}

/// The files with which a service proves who it is, relative to the rig file.
package struct RigTLS: Hashable, Sendable, Codable {
  /// PEM, the chain from the service's own on.
  package let certificate: String
  /// PEM.
  package let key: String

  package init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}

/// A client that may use the service.
package struct RigToken: Hashable, Sendable, Codable {
  package let name: String
  package let role: Role
  /// Of the token, 64 hexadecimal digits; the token itself is kept nowhere.
  package let sha256: String

  package init(name: String, role: Role, sha256: String) {
    self.name = name
    self.role = role
    self.sha256 = sha256
  }

  /// What a client may do; each role may all that the one before it may.
  package enum Role: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case read
    /// Submit jobs, and cancel its own.
    case submit
    /// Cancel all jobs, quarantine boards, start suites.
    case admin

    package static func < (left: Role, right: Role) -> Bool {
      (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
  }
}

/// What the service takes from its clients.
package struct RigLimits: Hashable, Sendable, Codable {
  /// The largest model.
  package let uploadBytes: Int
  /// By one client.
  package let requestsPerMinute: Int
  /// At once, all clients together.
  package let liveStreams: Int
  /// Until a request has come in whole.
  package let requestSeconds: Int

  package init(
    uploadBytes: Int? = nil, requestsPerMinute: Int? = nil, liveStreams: Int? = nil,
    requestSeconds: Int? = nil
  ) {
    self.uploadBytes = uploadBytes ?? 8_388_608
    self.requestsPerMinute = requestsPerMinute ?? 600
    self.liveStreams = liveStreams ?? 32
    self.requestSeconds = requestSeconds ?? 30
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      uploadBytes: try values.decodeIfPresent(Int.self, forKey: .uploadBytes),
      requestsPerMinute: try values.decodeIfPresent(Int.self, forKey: .requestsPerMinute),
      liveStreams: try values.decodeIfPresent(Int.self, forKey: .liveStreams),
      requestSeconds: try values.decodeIfPresent(Int.self, forKey: .requestSeconds))
  }
}

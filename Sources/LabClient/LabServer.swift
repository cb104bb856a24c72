/// Where a lab's daemon listens.
package struct LabServer: Hashable, Sendable, CustomStringConvertible {
  /// `http` or `https`.
  package let scheme: String
  /// A name or an address, an IPv6 one in brackets.
  package let host: String
  package let port: Int

  package static let defaultPort = 8460
  /// The daemon of this machine.
  package static let local = LabServer(scheme: "http", host: "127.0.0.1", port: defaultPort)

  private init(scheme: String, host: String, port: Int) {
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  /// Reads `http://lab:8460`, `https://lab`, `lab` or `lab:8460`; nothing may follow the port.
  ///
  /// Without a port it is 8460, whatever the scheme.
  ///
  /// - Throws: ``LabClientError``.
  package init(_ text: String) throws(LabClientError) {
    let wrong = LabClientError(.badServer(text))
    var rest = text[...]
    var scheme = "http"
    if let marker = text.firstRange(of: "://") {
      scheme = text[..<marker.lowerBound].lowercased()
      rest = text[marker.upperBound...]
    }
    if rest.last == "/" { rest = rest.dropLast() }
    guard ["http", "https"].contains(scheme) else { throw wrong }
    guard
      let match = rest.wholeMatch(
        of: /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(?::([0-9]{1,5}))?/)
    else { throw wrong }
    let port = match.3.flatMap { Int($0) } ?? Self.defaultPort
    guard (1...65_535).contains(port) else { throw wrong }
    self.init(scheme: scheme, host: String(match.1), port: port)
  }

  package var description: String { "\(scheme)://\(host):\(port)" }

  /// Whether what is sent there stays on this machine.
  package var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
  }
}

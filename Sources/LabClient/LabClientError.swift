package import Failures

/// Why a daemon did not do what a command asked of it.
package struct LabClientError: Failure, Hashable {
  /// What went wrong, one case a cause.
  package enum Reason: Hashable, Sendable {
    case badServer(String)
    /// Nothing listens there.
    case noDaemon(server: String)
    /// The name is unknown, or nothing answers.
    case unreachable(server: String, detail: String)
    case tls(server: String, detail: String)
    case badCertificateFile(path: String, detail: String)
    /// The connection broke while the answer came.
    case lostConnection(server: String)
    /// What answers there is no lab, or one of another version.
    case notUnderstood(server: String, detail: String)
    /// The daemon said no.
    case refused(Refusal)
  }

  /// A problem document of the daemon; untrusted text.
  package struct Refusal: Hashable, Sendable {
    package let status: Int
    package let summary: String
    package let remedy: String?
    package let failureClass: String?
    /// Seconds after which to ask again, where it says so.
    package let retryAfterSeconds: Int?
  }

  package let reason: Reason

  init(_ reason: Reason) { self.reason = reason }

  package var summary: String {
    switch reason {
    case .badServer(let text): "'\(text)' is no address of a server"
    case .noDaemon(let server): "no mcubenchd listens at \(server)"
    case .unreachable(let server, let detail): "cannot reach \(server): \(detail)"
    case .tls(let server, let detail): "no encrypted connection to \(server): \(detail)"
    case .badCertificateFile(let path, let detail): "cannot use the certificate \(path): \(detail)"
    case .lostConnection(let server): "the connection to \(server) broke"
    case .notUnderstood(let server, let detail):
      "\(server) does not answer as a lab of this version does: \(detail)"
    case .refused(let refusal): refusal.summary
    }
  }

  package var remedy: String? {
    switch reason {
    case .badServer: "write it as http://HOST:PORT or https://HOST:PORT"
    case .noDaemon: "start one with 'mcubenchd --rig RIG.yaml', or name another with --server URL"
    case .unreachable: "check the name and the network, or name another with --server URL"
    case .tls:
      "name the lab's certificate with --certificate FILE; write http:// where the daemon has no TLS"
    case .badCertificateFile: "name a PEM file with the lab's certificate or its authority's"
    case .lostConnection: "run again; jobs go on without a watcher"
    case .notUnderstood: "name the lab's daemon with --server URL, and use mcubench of its version"
    case .refused(let refusal):
      refusal.status == 401
        ? "name a file that holds a token with --token-file FILE, or set MCUBENCH_TOKEN"
        : refusal.remedy
    }
  }

  package var exitStatus: ExitStatus {
    switch reason {
    case .badServer, .badCertificateFile: .wrongInput
    case .refused(let refusal):
      (400..<500).contains(refusal.status) && refusal.status != 429 ? .wrongInput : .workFailed
    default: .workFailed
    }
  }

  package var failureClass: FailureClass? {
    guard case .refused(let refusal) = reason else { return nil }
    return refusal.failureClass.flatMap(FailureClass.init)
  }
}

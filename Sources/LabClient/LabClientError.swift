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
    case tls(server: String, EncryptionFault)
    case badCertificateFile(path: String, detail: String)
    /// The connection broke while the answer came.
    case lostConnection(server: String)
    /// What answers there is no lab, or one of another version.
    case notUnderstood(server: String, detail: String)
    /// The daemon said no.
    case refused(Refusal)
  }

  /// Why there is no encrypted connection; names are untrusted text.
  package enum EncryptionFault: Hashable, Sendable {
    /// The other side answers, but in the clear.
    case notEncrypted
    /// Nobody who is trusted vouches for its certificate.
    case notTrusted
    case expired(lastDay: String)
    case notYetValid(firstDay: String)
    /// Its certificate is made for these names, and not for the one that was called.
    case otherName(names: [String])
    case handshake(detail: String)
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
    case .tls(let server, let fault): "no encrypted connection to \(server): \(fault.text)"
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
    case .tls(_, let fault): fault.remedy
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

extension LabClientError {
  /// Whether the lab answers no more, which says nothing of its jobs.
  package var isOutOfReach: Bool {
    switch reason {
    case .lostConnection, .unreachable, .noDaemon: true
    default: false
    }
  }
}

extension LabClientError.EncryptionFault {
  fileprivate var text: String {
    switch self {
    case .notEncrypted: "it does not speak TLS"
    case .notTrusted: "its certificate is not trusted"
    case .expired(let day): "its certificate expired on \(day)"
    case .notYetValid(let day): "its certificate holds from \(day) on"
    case .otherName(let names):
      "its certificate is for "
        + (names.isEmpty ? "no name at all" : names.prefix(5).joined(separator: ", "))
    case .handshake(let detail): detail
    }
  }

  fileprivate var remedy: String {
    switch self {
    case .notEncrypted: "write http:// in the address, where the lab is meant to have no TLS"
    case .notTrusted:
      "name the lab's certificate, or its authority's, with --certificate FILE"
    case .expired: "renew it: service.tls in the lab's rig file names it; then restart mcubenchd"
    case .notYetValid: "set this machine's clock, or the one of who made the certificate"
    case .otherName: "call the lab by one of these names, or have its certificate made for this one"
    case .handshake: "look into the daemon's log; write http:// where it has no TLS"
    }
  }
}

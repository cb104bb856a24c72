import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension LabClient {
  /// The daemon's problem document, or what stands for one where something else answered.
  func refusal(_ response: HTTPClientResponse) async -> LabClientError {
    struct Document: Decodable {
      let summary: String
      let remedy: String?
      let failureClass: String?

      enum CodingKeys: String, CodingKey {
        case summary, remedy
        case failureClass = "class"
      }
    }
    guard let buffer = try? await response.body.collect(upTo: 1 << 16),
      let document = try? JSONDecoder().decode(
        Document.self, from: Data(buffer.readableBytesView))
    else {
      return LabClientError(
        .notUnderstood(server: server.description, detail: "it says \(response.status.code)"))
    }
    return LabClientError(
      .refused(
        LabClientError.Refusal(
          status: Int(response.status.code), summary: document.summary,
          remedy: document.remedy.map(Self.command),
          failureClass: document.failureClass,
          retryAfterSeconds: response.headers.first(name: "Retry-After").flatMap { Int($0) })))
  }

  /// A remedy of the API in the words of the command line.
  private static func command(_ remedy: String) -> String {
    remedy.hasPrefix("GET /api/v1/jobs ") ? "list the jobs with 'mcubench jobs'" : remedy
  }

  /// What an error of the connection means to the person at the command line.
  static func failure(_ error: any Error, _ server: LabServer) async -> any Error {
    let name = server.description
    switch error {
    case is CancellationError: return error
    case let error as HTTPClientError where error == .cancelled: return CancellationError()
    case let error as NIOConnectionError:
      if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
        return LabClientError(.unreachable(server: name, detail: "the name is not known"))
      }
      return await failure(error.connectionErrors.first?.error ?? ChannelError.eof, server)
    case let error as IOError:
      if error.errnoCode == ECONNREFUSED { return LabClientError(.noDaemon(server: name)) }
      if error.errnoCode == ECONNRESET || error.errnoCode == EPIPE {
        return LabClientError(.lostConnection(server: name))
      }
      return LabClientError(
        .unreachable(server: name, detail: String(cString: strerror(error.errnoCode))))
    case let error as NIOSSLError:
      return LabClientError(.tls(server: name, await fault(in: error, server)))
    case let error as NIOSSLExtraError:
      return LabClientError(.tls(server: name, await fault(in: error, server)))
    case let error as HTTPClientError where error == .connectTimeout:
      return LabClientError(.unreachable(server: name, detail: "nothing answers"))
    case let error as HTTPClientError where error == .tlsHandshakeTimeout:
      return LabClientError(
        .tls(server: name, .handshake(detail: "the other side says nothing")))
    case let error as HTTPClientError where error == .readTimeout:
      return LabClientError(.unreachable(server: name, detail: "it stays silent"))
    // A daemon that dies in the middle of an answer.
    case let error as HTTPParserError where error == .invalidEOFState:
      return LabClientError(.lostConnection(server: name))
    case is HTTPClientError, is ChannelError:
      return LabClientError(.lostConnection(server: name))
    default:
      return LabClientError(.notUnderstood(server: name, detail: "\(error)"))
    }
  }

  /// What went wrong with the encryption; a certificate that is refused is looked at once more.
  private static func fault(
    in error: NIOSSLError, _ server: LabServer
  ) async -> LabClientError.EncryptionFault {
    guard case .handshakeFailed(let inner) = error else { return .handshake(detail: "\(error)") }
    let text = "\(inner)"
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return await refusal(of: server, isForAnotherName: false) ?? .notTrusted
    }
    if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
      return .notEncrypted
    }
    return .handshake(detail: "the handshake failed (\(text))")
  }

  private static func fault(
    in error: NIOSSLExtraError, _ server: LabServer
  ) async -> LabClientError.EncryptionFault {
    guard error == .failedToValidateHostname else { return .handshake(detail: "\(error)") }
    return await refusal(of: server, isForAnotherName: true) ?? .otherName(names: [])
  }

  private static func refusal(
    of server: LabServer, isForAnotherName: Bool
  ) async -> LabClientError.EncryptionFault? {
    await ShownCertificate.of(server)?
      .fault(at: Int64(time(nil)), isForAnotherName: isForAnotherName)
  }
}

import AsyncHTTPClient
import FoundationEssentials
import Glibc
import Jobs
package import Measurements
import NIOCore
import NIOHTTP1
import NIOSSL

/// A lab's daemon, as a command talks to it.
package struct LabClient: Sendable {
  package let server: LabServer
  private let token: String?
  private let http: HTTPClient

  /// How long a daemon may take to begin its answer, and to go on with it.
  private static let patience = TimeAmount.seconds(60)
  /// The largest document that is taken in: a run with its samples.
  private static let maximumBytes = 512 << 20

  /// Runs `work` with a client, and closes its connections at the end.
  ///
  /// The certificates of the PEM file `certificate` are trusted besides the machine's own. Throws
  /// ``LabClientError``, and what `work` throws.
  package static func with<Value>(
    _ server: LabServer, token: String?, certificate: String? = nil,
    _ work: (LabClient) async throws -> Value
  ) async throws -> Value {
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: try tls(certificate), redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: .seconds(5), read: patience))
    configuration.httpVersion = .http1Only
    // A daemon that is not there is better known at once.
    configuration.connectionPool.retryConnectionEstablishment = false
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let outcome: Result<Value, any Error>
    do {
      outcome = .success(try await work(LabClient(server: server, token: token, http: http)))
    } catch {
      outcome = .failure(error)
    }
    try? await http.shutdown()
    return try outcome.get()
  }

  private static func tls(_ certificate: String?) throws(LabClientError) -> TLSConfiguration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    guard let certificate else { return tls }
    do {
      // What reads it does not tell a file that is not there from one that holds something else.
      let descriptor = open(certificate, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "open") }
      close(descriptor)
      tls.additionalTrustRoots = [
        .certificates(try NIOSSLCertificate.fromPEMFile(certificate))
      ]
    } catch {
      let detail =
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case NIOSSLError.failedToLoadCertificate: "it holds no certificate in PEM"
        default: "\(error)"
        }
      throw LabClientError(.badCertificateFile(path: certificate, detail: detail))
    }
    return tls
  }

  /// Puts a job into the queue.
  package func submit(_ wish: LabWish, model: [UInt8]) async throws -> LabReceipt {
    struct Document: Decodable {
      let job: LabJob
      let duplicate: Bool
    }
    let (document, text) = try await document(
      Document.self, .POST, "/api/v1/jobs", wish.query, body: model)
    return LabReceipt(job: document.job, isDuplicate: document.duplicate, text: text)
  }

  /// Jobs, newest first.
  package func jobs(_ query: [(String, String)] = []) async throws -> LabJobs {
    struct Document: Decodable {
      let jobs: [LabJob]
      let next: JobID?
    }
    let (document, text) = try await document(Document.self, .GET, "/api/v1/jobs", query)
    return LabJobs(jobs: document.jobs, next: document.next, text: text)
  }

  package func job(_ name: String) async throws -> (job: LabJob, text: String) {
    try await document(LabJob.self, .GET, "/api/v1/jobs/\(Self.escaped(name))")
  }

  /// The profile of the lab's board of this name, or `nil` where it has none.
  package func profile(ofBoard name: String) async throws -> String? {
    struct Document: Decodable {
      struct Board: Decodable {
        let name: String
        let profile: String

        enum CodingKeys: String, CodingKey {
          case name
          case profile = "board_profile"
        }
      }
      let boards: [Board]
    }
    let (document, _) = try await document(Document.self, .GET, "/api/v1/boards")
    return document.boards.first { $0.name == name }?.profile
  }

  /// Ends a job, at once or as soon as its board lets go.
  package func cancel(_ name: String) async throws -> (job: LabJob, text: String) {
    try await document(LabJob.self, .POST, "/api/v1/jobs/\(Self.escaped(name))/cancel")
  }

  /// The run with its samples, as the daemon's store has it.
  package func run(_ run: RunID) async throws -> Measurement {
    try await document(Measurement.self, .GET, "/api/v1/runs/\(run)/record").0
  }

  /// The answer to a request, once its status says that all is well.
  func answer(
    _ method: HTTPMethod, _ path: String, _ query: [(String, String)] = [], body: [UInt8]? = nil,
    headers: [(String, String)] = []
  ) async throws -> HTTPClientResponse {
    var request = HTTPClientRequest(url: server.description + path + Self.text(of: query))
    request.method = method
    request.headers = HTTPHeaders(headers)
    request.headers.add(name: "User-Agent", value: "mcubench")
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let body {
      request.headers.add(name: "Content-Type", value: "application/octet-stream")
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    let response: HTTPClientResponse
    do {
      response = try await http.execute(request, deadline: .distantFuture)
    } catch {
      throw await Self.failure(error, server)
    }
    guard (200..<300).contains(response.status.code) else {
      throw await refusal(response)
    }
    return response
  }

  private func document<Value: Decodable>(
    _ type: Value.Type, _ method: HTTPMethod, _ path: String, _ query: [(String, String)] = [],
    body: [UInt8]? = nil
  ) async throws -> (Value, String) {
    let response = try await answer(method, path, query, body: body)
    let buffer: ByteBuffer
    do {
      buffer = try await response.body.collect(upTo: Self.maximumBytes)
    } catch {
      throw await Self.failure(error, server)
    }
    let bytes = Data(buffer.readableBytesView)
    do {
      return (try JSONDecoder().decode(type, from: bytes), String(decoding: bytes, as: UTF8.self))
    } catch {
      throw LabClientError(
        .notUnderstood(server: server.description, detail: "its answer is not the document meant"))
    }
  }

  static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
        || (0x61...0x7A).contains(byte) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + digits
    }.joined()
  }

  private static func text(of query: [(String, String)]) -> String {
    guard !query.isEmpty else { return "" }
    return "?" + query.map { "\(escaped($0.0))=\(escaped($0.1))" }.joined(separator: "&")
  }
}

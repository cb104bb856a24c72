import FoundationEssentials
import Glibc
import NIOCore
import NIOSSL

/// The certificate and key with which a daemon proves who it is, read from their files.
struct ServerIdentity: Sendable {
  let configuration: TLSConfiguration
  let expiry: CertificateExpiry

  /// Reads the files now, so that a wrong one is known before the daemon begins.
  init(_ files: ServiceConfiguration.TLSFiles) throws(ServiceConfigurationError) {
    let chain: [NIOSSLCertificate]
    do {
      // Its own words for a file that cannot be opened do not tell why.
      try Self.open(files.certificate)
      chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
    } catch {
      throw ServiceConfigurationError(
        .tlsFile(path: files.certificate, detail: Self.detail(of: error)))
    }
    guard let own = chain.first else {
      throw ServiceConfigurationError(
        .tlsFile(path: files.certificate, detail: "it holds no certificate in PEM"))
    }
    let key: NIOSSLPrivateKey
    do {
      try Self.open(files.key)
      key = try NIOSSLPrivateKey(file: files.key, format: .pem) { passphrase in
        passphrase([UInt8]())
      }
    } catch {
      throw ServiceConfigurationError(.tlsFile(path: files.key, detail: Self.detail(of: error)))
    }
    do {
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv12
      _ = try NIOSSLContext(configuration: configuration)
      self.configuration = configuration
    } catch NIOSSLError.failedToLoadPrivateKey {
      throw ServiceConfigurationError(
        .tlsFile(path: files.key, detail: "the key is not that of the certificate"))
    } catch {
      throw ServiceConfigurationError(.tlsFile(path: files.key, detail: Self.detail(of: error)))
    }
    expiry = CertificateExpiry(
      path: files.certificate, notBefore: Int64(own.notValidBefore),
      notAfter: Int64(own.notValidAfter))
  }

  private static func open(_ path: String) throws {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw IOError(errnoCode: errno, reason: "open") }
    close(descriptor)
  }

  private static func detail(of error: any Error) -> String {
    switch error {
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case NIOSSLError.noSuchFilesystemObject: String(cString: strerror(ENOENT))
    case NIOSSLError.failedToLoadCertificate: "it holds no certificate in PEM"
    case NIOSSLError.failedToLoadPrivateKey: "it holds no key in PEM without a passphrase"
    default: "\(error)"
    }
  }
}

/// From when to when a certificate holds, in seconds since 1970.
struct CertificateExpiry: Hashable, Sendable {
  let path: String
  let notBefore: Int64
  let notAfter: Int64

  /// The day until which it holds: `2027-01-31`.
  var lastDay: String { Self.day(notAfter) }

  /// What is wrong with it at `seconds`, or will be within thirty days.
  func warning(at seconds: Int64) -> String? {
    if seconds > notAfter {
      return "the certificate \(path) expired on \(lastDay): clients refuse it until it is renewed"
    }
    if seconds < notBefore {
      return "the certificate \(path) holds from \(Self.day(notBefore)) on: clients refuse it"
        + " until then; is this machine's clock right?"
    }
    guard notAfter - seconds < 30 * 86_400 else { return nil }
    return "the certificate \(path) expires on \(lastDay)"
  }

  private static func day(_ seconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601.year().month().day())
  }
}

import Hardware
import Testing

@testable import USBProbes

@Suite struct USBIdentityTests {
  @Test func knowsTheFirstProbe() {
    #expect(USBIdentity.kind(vendorID: 0x0483, productID: 0x3748, product: nil) == .stLinkV2)
    #expect(USBIdentity.kind(vendorID: 0x1D6B, productID: 0x0002, product: nil) == nil)
  }
}

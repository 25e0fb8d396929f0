import Foundation
import Lab
import Testing

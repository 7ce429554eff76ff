// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What halmos answers beside forge's cheats: values that may be anything.
interface ISVM {
    /// @notice Any number of so many bits.
    function createUint(uint256 bits, string memory name) external returns (uint256);

    /// @notice A call, with any arguments, of any function of the contract that is not `view`, in a path of its own for each;
    /// and any bytes that are none of them.
    function createCalldata(string memory contractName) external returns (bytes memory);
}

/// @dev Where halmos listens.
ISVM constant SVM = ISVM(address(uint160(uint256(keccak256("svm cheat code")))));

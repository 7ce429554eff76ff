// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CommonBase} from "forge-std/Base.sol";

/// @notice Somebody who acts in an invariant campaign, and counts how often each action was tried and how often it
/// succeeded: an invariant whose actions all fail proves nothing. forge's own table counts calls and reverts, and a handler
/// that asks whether a call went as it should have catches every revert.
/// @dev An action `tries`, and calls `_succeeds` when it came to something. The campaign's `afterInvariant` calls `record`;
/// tools/handler_counts.py sums the runs.
abstract contract Handler is CommonBase {
    /// @dev Made by `make solidity` and `make prove`. Without it nothing is recorded.
    string private constant FOLDER = ".build/forge/handlers";

    mapping(bytes4 action => uint256) public tried;
    mapping(bytes4 action => uint256) public succeeded;

    modifier tries() {
        ++tried[msg.sig];
        _;
    }

    /// @notice All that can be done: the actions' signatures, apart by spaces. One without parentheses takes a uint256; one
    /// that stands there twice is done twice as often.
    function repertoire() public pure virtual returns (string memory);

    /// @notice The names of the actions, in the order of the repertoire.
    function names() public pure returns (string[] memory all) {
        all = vm.split(repertoire(), " ");
        for (uint256 i = 0; i < all.length; ++i) {
            all[i] = vm.split(all[i], "(")[0];
        }
    }

    /// @notice The selectors of the actions, in the order of the repertoire.
    function actions() public pure returns (bytes4[] memory all) {
        string[] memory signatures = vm.split(repertoire(), " ");
        all = new bytes4[](signatures.length);
        for (uint256 i = 0; i < all.length; ++i) {
            bool isWhole = vm.split(signatures[i], "(").length > 1;
            all[i] = bytes4(keccak256(bytes(isWhole ? signatures[i] : string.concat(signatures[i], "(uint256)"))));
        }
    }

    /// @notice Appends a line with what was tried and what succeeded in this run, `name tried succeeded` for each action
    /// with commas between, to the campaign's file.
    /// @param campaign The name of the test contract.
    function record(string calldata campaign) external {
        if (!vm.isDir(FOLDER)) return;
        string[] memory words = names();
        bytes4[] memory selectors = actions();
        string memory line = "";
        for (uint256 i = 0; i < words.length; ++i) {
            string memory counts =
                string.concat(vm.toString(tried[selectors[i]]), " ", vm.toString(succeeded[selectors[i]]));
            line = string.concat(line, i == 0 ? "" : ",", words[i], " ", counts);
        }
        vm.writeLine(string.concat(FOLDER, "/", campaign, ".csv"), line);
    }

    function _succeeds() internal {
        ++succeeded[msg.sig];
    }
}

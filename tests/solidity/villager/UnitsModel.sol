// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What units and votes are, said slowly: a list of who owns which token and who delegated to whom, counted anew
/// at every question. It keeps no balance, no checkpoint and no difference between before and after.
contract UnitsModel {
    struct Moment {
        uint256 time;
        uint256[] votes;
        uint256 total;
    }

    address[] public accounts;
    address public immutable treasury;
    uint256 public immutable votesPerHolder;
    address[] public owners;
    mapping(address => address) public chosen;
    Moment[] private _history;

    constructor(address[] memory accounts_, address treasury_, uint256 votesPerHolder_) {
        (accounts, treasury, votesPerHolder) = (accounts_, treasury_, votesPerHolder_);
    }

    function mint(address to) external {
        owners.push(to);
    }

    function move(uint256 tokenId, address to) external {
        owners[tokenId - 1] = to;
    }

    function choose(address account, address delegatee) external {
        chosen[account] = delegatee;
    }

    function minted() external view returns (uint256) {
        return owners.length;
    }

    function delegateOf(address account) public view returns (address) {
        return chosen[account] == address(0) ? account : chosen[account];
    }

    function units() public view returns (uint256[] memory result) {
        result = new uint256[](accounts.length);
        for (uint256 a = 0; a < accounts.length; ++a) {
            uint256 balance;
            for (uint256 t = 0; t < owners.length; ++t) {
                if (owners[t] == accounts[a]) ++balance;
            }
            if (accounts[a] == treasury) balance = 0;
            result[a] = balance < votesPerHolder ? balance : votesPerHolder;
        }
    }

    function count() public view returns (uint256[] memory votes, uint256 total) {
        uint256[] memory held = units();
        votes = new uint256[](accounts.length);
        for (uint256 holder = 0; holder < accounts.length; ++holder) {
            total += held[holder];
            for (uint256 a = 0; a < accounts.length; ++a) {
                if (accounts[a] == delegateOf(accounts[holder])) votes[a] += held[holder];
            }
        }
    }

    /// @notice Notes how it stands at the end of this second.
    function note() external {
        (uint256[] memory votes, uint256 total) = count();
        _history.push(Moment(block.timestamp, votes, total));
    }

    function history() external view returns (Moment[] memory) {
        return _history;
    }
}
